#include "exec/sort/top_n.h"

#include <algorithm>
#include <numeric>

#include "base/cancellation_scope.h"
#include "exec/sort/row_order.h"
#include "vector/concat.h"
#include "vector/held_columns.h"

namespace lakebolt {

namespace {

/// Rows are cut back to the limit once twice as many are held, and at least so many.
constexpr uint64_t kCutAtLeast = 32;

/// Of a key that lies anywhere.
constexpr uint64_t kNanosPerKey = 100;

void AppendKey(std::string_view key, EncodedKeys& to) {
  to.bytes.insert(to.bytes.end(), key.begin(), key.end());
  to.ends.push_back(to.bytes.size());
}

void AppendKeys(const EncodedKeys& from, EncodedKeys& to) {
  const uint64_t shift = to.bytes.size();
  to.bytes.insert(to.bytes.end(), from.bytes.begin(), from.bytes.end());
  for (const uint64_t end : from.ends) to.ends.push_back(end + shift);
}

int64_t BytesOf(const EncodedKeys& keys) {
  return static_cast<int64_t>(keys.bytes.capacity() + keys.ends.capacity() * sizeof(uint64_t));
}

}  // namespace

struct TopN::Local final : LocalState {
  explicit Local(const TopN& parent) : encoder(parent.keys_), bytes(parent.memory_, "top N") {
    if (parent.computed_first_ != nullptr) first_key.emplace_back(parent.computed_first_);
  }

  std::vector<ExprEvaluator> first_key;  // none when it is a column
  SortKeyEncoder encoder;
  std::vector<Chunk> chunks;
  EncodedKeys keys;
  EncodedKeys chunk_keys;
  std::string bound;  // keys from here on come too late; as of version `seen`
  uint64_t seen = 0;
  std::vector<uint8_t> mask;
  HeldColumns held;
  int64_t chunk_bytes = 0;
  Reservation bytes;
};

TopN::TopN(std::vector<LogicalType> types, std::vector<SortKey> keys, uint64_t limit,
           MemoryPool* memory)
    : width_(types.size()),
      types_(std::move(types)),
      keys_(std::move(keys)),
      limit_(limit),
      memory_(memory),
      bytes_(memory, "top N") {
  SortKey& first = keys_[0];
  if (first.expr->kind() == ExprKind::kInput) {
    first_key_ = As<InputExpr>(first.expr).position();
  } else {
    first_key_ = static_cast<uint32_t>(width_);
    computed_first_ = first.expr;
    types_.push_back(first.expr->type());
    first.expr = std::make_shared<InputExpr>(first_key_, types_.back(), "");
  }
  filter_ = std::make_shared<TopNFilter>(
      first.expr->type(), KeyOrder{first.descending, first.nulls_first}, keys_.size() == 1);
}

std::vector<std::string> TopN::Details() const {
  if (late_ == nullptr) return {};
  return {"columns read of these rows only: " + std::to_string(late_->count())};
}

std::unique_ptr<LocalState> TopN::MakeLocal(TaskContext&) {
  return std::make_unique<Local>(*this);
}

bool TopN::DropByFirstKey(Local& local, Chunk& input) const {
  const RowSet rows = input.rows();
  if (local.mask.size() < rows.size) local.mask.resize(rows.size);
  filter_->Test(input.column(first_key_), rows, local.mask.data());
  Selection kept = Selection::Allocate(rows.count + 8);
  const uint32_t count = SelectByMask(rows, local.mask.data(), kept.data());
  if (count < rows.count) {
    kept.set_count(count);
    input.SetSelection(std::move(kept));
  }
  return count > 0;
}

bool TopN::TakeKeys(Local& local, Chunk& input) const {
  local.chunk_keys.bytes.clear();
  local.chunk_keys.ends.clear();
  local.encoder.Encode(input, local.chunk_keys);
  if (local.seen == 0) {
    AppendKeys(local.chunk_keys, local.keys);
    return true;
  }
  const RowSet rows = input.rows();
  Selection kept = Selection::Allocate(rows.count);
  uint32_t count = 0;
  for (uint32_t i = 0; i < rows.count; ++i) {
    if (local.chunk_keys[i] >= local.bound) continue;
    kept.data()[count++] = rows[i];
    AppendKey(local.chunk_keys[i], local.keys);
  }
  kept.set_count(count);
  input.SetSelection(std::move(kept));
  return count > 0;
}

SinkStatus TopN::Consume(TaskContext&, LocalState& state, Chunk& input) {
  auto& local = static_cast<Local&>(state);
  if (limit_ == 0) return SinkStatus::kFinished;
  if (input.count() == 0) return SinkStatus::kNeedInput;
  for (ExprEvaluator& key : local.first_key) {
    input.mutable_columns().push_back(key.Evaluate(input.columns(), input.rows()));
  }
  filter_->Refresh(local.bound, local.seen);
  if (local.seen > 0 && !types_[first_key_].IsNested() && !DropByFirstKey(local, input)) {
    return SinkStatus::kNeedInput;
  }
  if (!TakeKeys(local, input)) return SinkStatus::kNeedInput;
  input.Compact();
  local.chunk_bytes += local.held.Add(input.mutable_columns());
  local.chunks.push_back(std::move(input));
  if (local.keys.size() >= kCutAtLeast && local.keys.size() / 2 >= limit_) Cut(local);
  const int64_t more = local.chunk_bytes + BytesOf(local.keys) - local.bytes.size();
  if (more > 0 && !local.bytes.TryGrow(more)) Cut(local);
  local.bytes.Resize(local.chunk_bytes + BytesOf(local.keys));
  return SinkStatus::kNeedInput;
}

void TopN::Cut(Local& local) {
  const std::vector<uint32_t> order = OrderRows(local.keys, limit_);
  const Chunk all = ConcatChunks(types_, std::move(local.chunks));
  std::vector<Vector> columns;
  for (const Vector& column : all.columns()) {
    columns.push_back(column.Gather(order.data(), static_cast<uint32_t>(order.size())));
    // Or texts of all rows so far would stay.
    CopyStrings(columns.back());
  }
  EncodedKeys keys;
  CancellationPoll poll;
  for (const uint32_t row : order) {
    poll.Spend(kNanosPerKey);
    AppendKey(local.keys[row], keys);
  }
  // Where memory is short this comes before there are as many rows as are wanted: any may follow.
  if (order.size() >= limit_) {
    const uint32_t last = order.back();
    filter_->Tighten(std::string(local.keys[last]), all.column(first_key_), last);
  }
  local.keys = std::move(keys);
  local.chunks.clear();
  local.chunks.emplace_back(std::move(columns), static_cast<uint32_t>(order.size()));
  local.held.Clear();
  local.chunk_bytes = local.held.Add(local.chunks.back().mutable_columns());
}

void TopN::Merge(TaskContext&, LocalState& state) {
  auto& local = static_cast<Local&>(state);
  const std::lock_guard lock(mutex_);
  AppendKeys(local.keys, encoded_);
  for (Chunk& chunk : local.chunks) chunks_.push_back(std::move(chunk));
  bytes_.Absorb(local.bytes);
}

uint32_t TopN::PrepareFinish(TaskContext&) {
  order_ = OrderRows(encoded_, limit_);
  encoded_ = EncodedKeys();
  rows_ = ConcatChunks(types_, std::move(chunks_));
  rows_.mutable_columns().resize(width_);
  return late_ == nullptr ? 0 : late_->Start(rows_.columns().back(), order_);
}

void TopN::FinishPart(TaskContext& context, uint32_t part) {
  late_->ReadPart(part, context.query.memory);
}

void TopN::Finish(TaskContext&) {
  if (late_ == nullptr) return;
  const auto count = static_cast<uint32_t>(order_.size());
  std::vector<Vector> columns;
  for (size_t c = 0; c + 1 < width_; ++c) {
    columns.push_back(rows_.column(c).Gather(order_.data(), count));
  }
  for (Vector& column : late_->Finish()) columns.push_back(std::move(column));
  rows_ = Chunk(std::move(columns), count);
  std::iota(order_.begin(), order_.end(), 0);
  bytes_.Resize(static_cast<int64_t>(rows_.MemoryBytes()));
}

}  // namespace lakebolt
