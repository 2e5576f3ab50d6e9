#include "exec/sort/sort.h"

#include <algorithm>

#include "exec/sort/row_order.h"
#include "vector/concat.h"

namespace lakebolt {

namespace {

/// With a limit, rows are cut back once this many times the limit (and at least so many) are held.
constexpr uint64_t kCutFactor = 4;
constexpr uint64_t kCutAtLeast = 16384;

void AppendKeys(const EncodedKeys& from, EncodedKeys& to) {
  const uint64_t shift = to.bytes.size();
  to.bytes.insert(to.bytes.end(), from.bytes.begin(), from.bytes.end());
  for (const uint64_t end : from.ends) to.ends.push_back(end + shift);
}

void AppendKey(std::string_view key, EncodedKeys& to) {
  to.bytes.insert(to.bytes.end(), key.begin(), key.end());
  to.ends.push_back(to.bytes.size());
}

int64_t BytesOf(const EncodedKeys& keys) {
  return static_cast<int64_t>(keys.bytes.capacity() + keys.ends.capacity() * sizeof(uint64_t));
}

}  // namespace

struct Sort::Local final : LocalState {
  Local(const Sort& parent) : encoder(parent.keys_), bytes(parent.memory_, "sort") {}

  SortKeyEncoder encoder;
  std::vector<Chunk> chunks;
  EncodedKeys keys;
  EncodedKeys chunk_keys;
  std::string threshold;  // keys from here on come after `limit` others; empty: none yet
  int64_t chunk_bytes = 0;
  Reservation bytes;
};

Sort::Sort(std::vector<LogicalType> types, std::vector<SortKey> keys, uint64_t limit,
           MemoryPool* memory)
    : types_(std::move(types)),
      keys_(std::move(keys)),
      limit_(limit),
      memory_(memory),
      bytes_(memory, "sort") {}

std::unique_ptr<LocalState> Sort::MakeLocal(TaskContext&) {
  return std::make_unique<Local>(*this);
}

SinkStatus Sort::Consume(TaskContext&, LocalState& state, Chunk& input) {
  auto& local = static_cast<Local&>(state);
  local.chunk_keys.bytes.clear();
  local.chunk_keys.ends.clear();
  local.encoder.Encode(input, local.chunk_keys);
  if (local.threshold.empty()) {
    AppendKeys(local.chunk_keys, local.keys);
  } else {
    const RowSet rows = input.rows();
    Selection kept = Selection::Allocate(rows.count);
    uint32_t count = 0;
    for (uint32_t i = 0; i < rows.count; ++i) {
      if (local.chunk_keys[i] >= local.threshold) continue;
      kept.data()[count++] = rows[i];
      AppendKey(local.chunk_keys[i], local.keys);
    }
    if (count == 0) return SinkStatus::kNeedInput;
    kept.set_count(count);
    input.SetSelection(std::move(kept));
  }
  input.Compact();
  local.chunk_bytes += static_cast<int64_t>(input.MemoryBytes());
  local.chunks.push_back(std::move(input));
  if (limit_ != kNoLimit && local.keys.size() >= kCutAtLeast &&
      local.keys.size() / kCutFactor >= limit_) {
    Cut(local);
  }
  local.bytes.Resize(local.chunk_bytes + BytesOf(local.keys));
  return SinkStatus::kNeedInput;
}

void Sort::Cut(Local& local) {
  const std::vector<uint32_t> order = OrderRows(local.keys, limit_);
  const Chunk all = ConcatChunks(types_, std::move(local.chunks));
  std::vector<Vector> columns;
  for (const Vector& column : all.columns()) {
    columns.push_back(column.Gather(order.data(), static_cast<uint32_t>(order.size())));
  }
  EncodedKeys keys;
  for (const uint32_t row : order) AppendKey(local.keys[row], keys);
  if (!order.empty()) local.threshold = local.keys[order.back()];
  local.keys = std::move(keys);
  local.chunks.clear();
  local.chunks.emplace_back(std::move(columns), static_cast<uint32_t>(order.size()));
  local.chunk_bytes = static_cast<int64_t>(local.chunks.back().MemoryBytes());
}

void Sort::Merge(TaskContext&, LocalState& state) {
  auto& local = static_cast<Local&>(state);
  const std::lock_guard lock(mutex_);
  AppendKeys(local.keys, encoded_);
  for (Chunk& chunk : local.chunks) chunks_.push_back(std::move(chunk));
  const int64_t bytes = local.bytes.size();
  local.bytes.Free();
  bytes_.Grow(bytes);
}

void Sort::Finish(TaskContext&) {
  order_ = OrderRows(encoded_, limit_);
  encoded_ = EncodedKeys();
  rows_ = ConcatChunks(types_, std::move(chunks_));
}

}  // namespace lakebolt
