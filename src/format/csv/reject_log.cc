#include "format/csv/reject_log.h"

#include <algorithm>
#include <utility>

namespace lakebolt::csv {

namespace {

constexpr const char* kWho = "rejected lines of CSV";
/// Bytes are charged so many at a time.
constexpr int64_t kChargedAtOnce = int64_t{256} << 10;
/// Of a reject without its texts, about.
constexpr int64_t kRejectBytes = 6 * sizeof(uint64_t) + 3 * sizeof(StringView);
constexpr uint32_t kChunkRows = kDefaultChunkSize;

/// Names the kinds of rejects, in the order of RejectKind.
LogicalType KindType() {
  return LogicalType::Enum({"CAST", "MISSING COLUMNS", "TOO MANY COLUMNS", "UNQUOTED VALUE",
                            "LINE SIZE OVER MAXIMUM", "INVALID ENCODING"});
}

template <typename Get>
Vector Numbers(const std::vector<Reject>& rejects, Get get) {
  Vector out(TypeId::kUInt64, static_cast<uint32_t>(rejects.size()));
  std::transform(rejects.begin(), rejects.end(), out.mutable_values<uint64_t>(), get);
  return out;
}

template <typename Get>
Vector Texts(const std::vector<Reject>& rejects, Get get) {
  Vector out(TypeId::kVarchar, static_cast<uint32_t>(rejects.size()));
  auto heap = std::make_shared<StringHeap>();
  std::transform(rejects.begin(), rejects.end(), out.mutable_values<StringView>(),
                 [&](const Reject& reject) { return heap->Add(get(reject)); });
  out.AddOwner(std::move(heap));
  return out;
}

Chunk ChunkOf(const std::vector<Reject>& rejects) {
  const auto rows = static_cast<uint32_t>(rejects.size());
  Vector column = Numbers(rejects, [](const Reject& reject) { return reject.column.value_or(0); });
  Vector name =
      Texts(rejects, [](const Reject& reject) -> std::string_view { return reject.column_name; });
  Vector kind(KindType(), rows);
  for (uint32_t row = 0; row < rows; ++row) {
    if (!rejects[row].column) column.SetNull(row);
    if (rejects[row].column_name.empty()) name.SetNull(row);
    kind.mutable_values<uint8_t>()[row] = static_cast<uint8_t>(rejects[row].kind);
  }
  std::vector<Vector> columns;
  columns.push_back(Numbers(rejects, [](const Reject& reject) { return reject.file; }));
  columns.push_back(Numbers(rejects, [](const Reject& reject) { return reject.line; }));
  columns.push_back(Numbers(rejects, [](const Reject& reject) { return reject.line_place; }));
  columns.push_back(Numbers(rejects, [](const Reject& reject) { return reject.place; }));
  columns.push_back(std::move(column));
  columns.push_back(std::move(name));
  columns.push_back(std::move(kind));
  columns.push_back(
      Texts(rejects, [](const Reject& reject) -> std::string_view { return reject.text; }));
  columns.push_back(
      Texts(rejects, [](const Reject& reject) -> std::string_view { return reject.message; }));
  return {std::move(columns), rows};
}

}  // namespace

Schema RejectLog::Columns() {
  return {{"file_id", TypeId::kUInt64, true},
          {"line", TypeId::kUInt64, true},
          {"line_byte_position", TypeId::kUInt64, true},
          {"byte_position", TypeId::kUInt64, true},
          {"column_idx", TypeId::kUInt64, true},
          {"column_name", TypeId::kVarchar, true},
          {"error_type", KindType(), true},
          {"csv_line", TypeId::kVarchar, true},
          {"error_message", TypeId::kVarchar, true}};
}

void RejectLog::ChargeTo(std::shared_ptr<MemoryPool> account) {
  const std::lock_guard lock(mutex_);
  if (account_ != nullptr) return;
  account_ = std::move(account);
  charge_ = Reservation(account_.get(), kWho);
}

void RejectLog::Add(Reject reject) {
  int64_t due = 0;
  {
    const std::lock_guard lock(mutex_);
    if (most_ > 0 && count_ >= most_) return;
    ++count_;
    not_charged_ += kRejectBytes + static_cast<int64_t>(reject.text.size() + reject.message.size());
    pending_.push_back(std::move(reject));
    if (pending_.size() == kChunkRows) {
      chunks_.push_back(ChunkOf(pending_));
      pending_.clear();
    }
    if (account_ == nullptr || not_charged_ < kChargedAtOnce) return;
    due = std::exchange(not_charged_, 0);
  }
  // Outside of the lock: others may have to give memory back first.
  Reservation more(account_.get(), kWho);
  more.Grow(due);
  const std::lock_guard lock(mutex_);
  charge_.Absorb(more);
}

std::vector<Chunk> RejectLog::Chunks() const {
  const std::lock_guard lock(mutex_);
  std::vector<Chunk> chunks = chunks_;
  if (!pending_.empty()) chunks.push_back(ChunkOf(pending_));
  return chunks;
}

}  // namespace lakebolt::csv
