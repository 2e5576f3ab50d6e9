#include "exec/join/asof_join.h"

#include <algorithm>

#include "exec/join/nullable_gather.h"
#include "exec/sort/row_order.h"
#include "vector/concat.h"

namespace lakebolt {

namespace {

bool LooksBack(CompareOp op) {
  return op == CompareOp::kGreaterEqual || op == CompareOp::kGreater;
}

struct UnmatchedLocal final : LocalState {
  uint32_t next = 0;
};

}  // namespace

struct AsofBuild::Local final : LocalState {
  explicit Local(const AsofBuild& build) : encoder(build.Keys(false, true)) {}
  SortKeyEncoder encoder;
  std::vector<Chunk> chunks;
  EncodedKeys keys;
};

AsofBuild::AsofBuild(AsofSpec spec, MemoryPool* memory)
    : spec_(std::move(spec)), bytes_(memory, "ASOF join") {}

std::vector<SortKey> AsofBuild::Keys(bool left, bool with_order) const {
  const AsofJoinNode::Spec& join = spec_.join;
  std::vector<SortKey> keys;
  for (const ExprPtr& key : left ? join.left_keys : join.right_keys) {
    keys.push_back({key, false, false});
  }
  if (with_order) {
    // Looking back, NULLs come last, and looking forward first: they are never the nearest.
    keys.push_back({left ? join.left_order : join.right_order, false, !LooksBack(join.op)});
  }
  return keys;
}

std::unique_ptr<LocalState> AsofBuild::MakeLocal(TaskContext&) {
  return std::make_unique<Local>(*this);
}

SinkStatus AsofBuild::Consume(TaskContext&, LocalState& state, Chunk& input) {
  auto& local = static_cast<Local&>(state);
  local.encoder.Encode(input, local.keys);
  input.Compact();
  {
    const std::lock_guard lock(mutex_);
    bytes_.Grow(static_cast<int64_t>(input.MemoryBytes()));
  }
  local.chunks.push_back(std::move(input));
  return SinkStatus::kNeedInput;
}

void AsofBuild::Merge(TaskContext&, LocalState& state) {
  auto& local = static_cast<Local&>(state);
  const std::lock_guard lock(mutex_);
  bytes_.Grow(static_cast<int64_t>(local.keys.bytes.size() + local.keys.ends.size() * 8));
  const uint64_t shift = keys_.bytes.size();
  keys_.bytes.insert(keys_.bytes.end(), local.keys.bytes.begin(), local.keys.bytes.end());
  for (const uint64_t end : local.keys.ends) keys_.ends.push_back(end + shift);
  for (Chunk& chunk : local.chunks) chunks_.push_back(std::move(chunk));
}

void AsofBuild::Finish(TaskContext&) {
  order_ = OrderRows(keys_, keys_.size());
  rows_ = ConcatChunks(spec_.build_types, std::move(chunks_));
  if (spec_.join.keeps_right) matched_ = std::vector<std::atomic<bool>>(rows_.size());
}

uint32_t AsofBuild::Nearest(std::string_view keys, std::string_view group) const {
  const auto before = [&](uint32_t row, std::string_view key) { return keys_[row] < key; };
  const auto after = [&](std::string_view key, uint32_t row) { return key < keys_[row]; };
  std::vector<uint32_t>::const_iterator place;
  switch (spec_.join.op) {
    case CompareOp::kGreaterEqual:
    case CompareOp::kLess:
      place = std::upper_bound(order_.begin(), order_.end(), keys, after);
      break;
    default: place = std::lower_bound(order_.begin(), order_.end(), keys, before);
  }
  if (LooksBack(spec_.join.op)) {
    if (place == order_.begin()) return kNullRow;
    --place;
  } else if (place == order_.end()) {
    return kNullRow;
  }
  return keys_[*place].starts_with(group) ? *place : kNullRow;
}

struct AsofProbe::Local final : LocalState {
  explicit Local(const AsofBuild& build)
      : encoder(build.Keys(true, true)), group_encoder(build.Keys(true, false)) {
    for (const SortKey& key : build.Keys(true, true)) values.emplace_back(key.expr);
  }
  SortKeyEncoder encoder;
  SortKeyEncoder group_encoder;
  std::vector<ExprEvaluator> values;
  EncodedKeys keys;
  EncodedKeys groups;
};

std::unique_ptr<LocalState> AsofProbe::MakeLocal(TaskContext&) {
  return std::make_unique<Local>(*build_);
}

TransformStatus AsofProbe::Process(TaskContext&, LocalState& state, Chunk& input, Chunk& out) {
  auto& local = static_cast<Local&>(state);
  const AsofJoinNode::Spec& join = build_->spec().join;
  input.Compact();
  const uint32_t count = input.size();
  local.keys = EncodedKeys();
  local.groups = EncodedKeys();
  local.encoder.Encode(input, local.keys);
  if (!join.left_keys.empty()) local.group_encoder.Encode(input, local.groups);
  std::vector<uint32_t> nearest(count);
  for (uint32_t i = 0; i < count; ++i) {
    nearest[i] = build_->Nearest(local.keys[i], join.left_keys.empty() ? "" : local.groups[i]);
  }
  // A NULL among the keys matches nothing.
  for (ExprEvaluator& evaluator : local.values) {
    const Vector value = evaluator.Evaluate(input.columns(), input.rows());
    if (!value.MayHaveNulls()) continue;
    for (uint32_t i = 0; i < count; ++i) {
      if (value.IsNull(i)) nearest[i] = kNullRow;
    }
  }
  std::vector<uint32_t> left_rows;
  std::vector<uint32_t> right_rows;
  for (uint32_t i = 0; i < count; ++i) {
    if (nearest[i] == kNullRow && !join.keeps_left) continue;
    if (nearest[i] != kNullRow && join.keeps_right) build_->MarkMatched(nearest[i]);
    left_rows.push_back(i);
    right_rows.push_back(nearest[i]);
  }
  const auto kept = static_cast<uint32_t>(left_rows.size());
  std::vector<Vector> columns;
  for (const Vector& column : input.columns()) {
    columns.push_back(kept == count ? column : column.Gather(left_rows.data(), kept));
  }
  for (Vector& column :
       GatherNullable(build_->rows(), build_->spec().build_types, std::move(right_rows))) {
    columns.push_back(std::move(column));
  }
  out = Chunk(std::move(columns), kept);
  return TransformStatus::kNeedInput;
}

std::unique_ptr<LocalState> AsofUnmatched::MakeLocal(TaskContext&) {
  return std::make_unique<UnmatchedLocal>();
}

SourceStatus AsofUnmatched::Next(TaskContext& context, LocalState& state, Chunk& out) {
  uint32_t& next = static_cast<UnmatchedLocal&>(state).next;
  std::vector<uint32_t> rows;
  for (; next < build_->rows().size() && rows.size() < context.query.chunk_size; ++next) {
    if (!build_->IsMatched(next)) rows.push_back(next);
  }
  if (rows.empty()) return SourceStatus::kFinished;
  const auto count = static_cast<uint32_t>(rows.size());
  std::vector<Vector> columns;
  for (const LogicalType& type : build_->spec().probe_types) {
    columns.push_back(Vector::Constant(Value(type), count));
  }
  for (Vector& column : GatherNullable(build_->rows(), build_->spec().build_types, rows)) {
    columns.push_back(std::move(column));
  }
  out = Chunk(std::move(columns), count);
  return SourceStatus::kRows;
}

}  // namespace lakebolt
