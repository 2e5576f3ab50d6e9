#include "exec/join/asof_join.h"

#include <algorithm>
#include <numeric>

#include "exec/join/nullable_gather.h"
#include "exec/sort/leading_code.h"
#include "expression/evaluator.h"
#include "vector/compare_rows.h"

namespace lakebolt {

namespace {

bool LooksBack(CompareOp op) {
  return op == CompareOp::kGreaterEqual || op == CompareOp::kGreater;
}

std::vector<LogicalType> KeyTypes(const AsofSpec& spec) {
  std::vector<LogicalType> types;
  for (const ExprPtr& key : spec.join.right_keys) types.push_back(key->type());
  return types;
}

/// Lists the types of what is kept of the right side: its rows, then the keys and the order.
std::vector<LogicalType> CollectedTypes(const AsofSpec& spec) {
  std::vector<LogicalType> types = spec.build_types;
  for (const LogicalType& type : KeyTypes(spec)) types.push_back(type);
  types.push_back(spec.join.right_order->type());
  return types;
}

struct UnmatchedLocal final : LocalState {
  uint32_t next = 0;
};

}  // namespace

struct AsofBuild::Local final : LocalState {
  explicit Local(const AsofBuild& build) : bytes(build.memory_, "ASOF join") {
    for (const ExprPtr& key : build.spec_.join.right_keys) values.emplace_back(key);
    values.emplace_back(build.spec_.join.right_order);
  }
  std::vector<ExprEvaluator> values;
  uint64_t batch = 0;
  int64_t held = 0;
  std::vector<RowCollector::Part> parts;
  Reservation bytes;
};

AsofBuild::AsofBuild(AsofSpec spec, MemoryPool* memory, uint32_t threads)
    : spec_(std::move(spec)),
      layout_(std::make_shared<KeyLayout>(KeyTypes(spec_))),
      memory_(memory),
      threads_(threads),
      bytes_(memory, "ASOF join"),
      collector_(CollectedTypes(spec_)) {}

std::unique_ptr<LocalState> AsofBuild::MakeLocal(TaskContext&) {
  return std::make_unique<Local>(*this);
}

void AsofBuild::StartBatch(LocalState& local, uint64_t batch) {
  static_cast<Local&>(local).batch = batch;
}

SinkStatus AsofBuild::Consume(TaskContext&, LocalState& state, Chunk& input) {
  auto& local = static_cast<Local&>(state);
  input.Compact();
  std::vector<Vector> values;
  for (ExprEvaluator& value : local.values) {
    values.push_back(value.Evaluate(input.columns(), input.rows()));
  }
  for (Vector& value : values) input.mutable_columns().push_back(std::move(value));
  local.held += static_cast<int64_t>(input.MemoryBytes());
  local.parts.push_back({local.batch, std::move(input)});
  local.bytes.Resize(local.held);
  return SinkStatus::kNeedInput;
}

void AsofBuild::Merge(TaskContext&, LocalState& state) {
  auto& local = static_cast<Local&>(state);
  collector_.Add(std::move(local.parts));
  const int64_t held = local.bytes.size();
  local.bytes.Free();
  const std::lock_guard lock(mutex_);
  bytes_.Grow(held);
}

uint32_t AsofBuild::PrepareFinish(TaskContext&) {
  return collector_.PrepareCopy(threads_);
}

void AsofBuild::FinishPart(TaskContext& context, uint32_t part) {
  context.query.cancellation->Check();
  switch (stage_) {
    case Stage::kCopy: collector_.Copy(part); break;
    case Stage::kSort: sorter_->RunPart(part); break;
    case Stage::kDone: break;
  }
}

uint32_t AsofBuild::NextStage(TaskContext&) {
  switch (stage_) {
    case Stage::kCopy: return StartSort();
    case Stage::kSort:
      if (const uint32_t parts = sorter_->NextStage(); parts > 0) return parts;
      EndSort();
      break;
    case Stage::kDone: break;
  }
  stage_ = Stage::kDone;
  return 0;
}

uint32_t AsofBuild::StartSort() {
  stage_ = Stage::kSort;
  const uint32_t rows = collector_.rows();
  const size_t width = spec_.build_types.size();
  std::vector<Vector> columns = collector_.Take();
  order_values_ = columns.back();
  keys_.assign(columns.begin() + static_cast<std::ptrdiff_t>(width), columns.end() - 1);
  columns.resize(width);
  rows_ = Chunk(std::move(columns), rows);
  if (spec_.join.keeps_right) matched_ = std::vector<std::atomic<bool>>(rows);
  bytes_.Grow(RowSorter::MemoryBytes(rows) + int64_t{rows} * int64_t{sizeof(uint64_t)});
  // NULLs come last: none of them is the nearest row.
  std::vector<OrderColumn> order;
  if (!keys_.empty() && rows > 0) order.push_back({NumberGroups(), false, false});
  order.push_back({order_values_, false, false});
  sorter_ = std::make_unique<RowSorter>(std::move(order), rows, threads_);
  return sorter_->Start();
}

Vector AsofBuild::NumberGroups() {
  const uint32_t rows = rows_.size();
  Vector groups(TypeId::kUInt32, rows);
  auto* numbers = groups.mutable_values<uint32_t>();
  GroupTable table(layout_);
  std::vector<uint32_t> batch(kDefaultChunkSize);
  for (uint32_t begin = 0; begin < rows; begin += kDefaultChunkSize) {
    const uint32_t count = std::min(kDefaultChunkSize, rows - begin);
    std::iota(batch.begin(), batch.begin() + count, begin);
    table.FindOrAdd(keys_, {batch.data(), count, rows}, numbers + begin);
  }
  group_keys_ = table.Keys(0, table.size());
  group_begins_.assign(table.size() + 1, 0);
  std::vector<uint32_t> nulls(table.size(), 0);
  const bool has_nulls = order_values_.MayHaveNulls();
  for (uint32_t row = 0; row < rows; ++row) {
    ++group_begins_[numbers[row] + 1];
    if (has_nulls && order_values_.IsNull(row)) ++nulls[numbers[row]];
  }
  for (uint32_t g = 0; g < table.size(); ++g) {
    group_begins_[g + 1] += group_begins_[g];
    group_ends_.push_back(group_begins_[g + 1] - nulls[g]);
  }
  return groups;
}

void AsofBuild::EndSort() {
  order_ = sorter_->TakeOrder();
  sorter_.reset();
  const auto rows = static_cast<uint32_t>(order_.size());
  if (keys_.empty()) {
    uint32_t nulls = 0;
    for (uint32_t row = 0; row < rows; ++row) nulls += order_values_.IsNull(row) ? 1 : 0;
    group_begins_ = {0};
    group_ends_ = {rows - nulls};
  }
  keys_.clear();
  if (!HasExactLeadingCodes(order_values_.type()) || rows == 0) return;
  codes_.resize(rows);
  LeadingCodes(order_values_, {order_.data(), rows, rows}, KeyOrder(), codes_.data());
}

template <typename Before>
uint32_t AsofBuild::Search(uint32_t begin, uint32_t end, const Before& before) const {
  uint32_t low = begin;
  uint32_t count = end - begin;
  while (count > 0) {
    const uint32_t half = count / 2;
    const bool is_before = before(low + half);
    low = is_before ? low + half + 1 : low;
    count = is_before ? count - half - 1 : half;
  }
  if (LooksBack(spec_.join.op)) return low == begin ? kNullRow : order_[low - 1];
  return low == end ? kNullRow : order_[low];
}

void AsofBuild::FindNearest(const Vector& order, RowSet rows, const uint32_t* groups,
                            uint32_t* nearest) const {
  // Looking back at >= and forward at <, rows as good as the one looked for are passed.
  const bool passes_equal =
      spec_.join.op == CompareOp::kGreaterEqual || spec_.join.op == CompareOp::kLess;
  std::vector<uint64_t> wanted(codes_.empty() ? 0 : rows.count);
  if (!codes_.empty()) LeadingCodes(order, rows, KeyOrder(), wanted.data());
  for (uint32_t i = 0; i < rows.count; ++i) {
    const uint32_t group = groups[i];
    if (group == GroupTable::kNoGroup || order.IsNull(rows[i])) {
      nearest[i] = kNullRow;
    } else if (codes_.empty()) {
      nearest[i] = Search(group_begins_[group], group_ends_[group], [&](uint32_t place) {
        const int side = CompareRows(order_values_, order_[place], order, rows[i]);
        return side < 0 || (side == 0 && passes_equal);
      });
    } else if (passes_equal) {
      nearest[i] = Search(group_begins_[group], group_ends_[group],
                          [&](uint32_t place) { return codes_[place] <= wanted[i]; });
    } else {
      nearest[i] = Search(group_begins_[group], group_ends_[group],
                          [&](uint32_t place) { return codes_[place] < wanted[i]; });
    }
  }
}

struct AsofProbe::Local final : LocalState {
  explicit Local(const AsofBuild& build)
      : order(build.spec().join.left_order), groups(build.layout()) {
    for (const ExprPtr& key : build.spec().join.left_keys) keys.emplace_back(key);
    if (build.group_keys().empty()) return;
    // Finding groups needs scratch memory: each worker has a table with the same numbers.
    const uint32_t count = build.group_keys()[0].size();
    std::vector<uint32_t> numbers(count);
    groups.FindOrAdd(build.group_keys(), RowSet::Dense(count), numbers.data());
  }
  std::vector<ExprEvaluator> keys;
  ExprEvaluator order;
  GroupTable groups;
  std::vector<uint32_t> group_of_row;
  std::vector<uint32_t> nearest;
};

std::unique_ptr<LocalState> AsofProbe::MakeLocal(TaskContext&) {
  return std::make_unique<Local>(*build_);
}

/// Finds the nearest right row of each row, kNullRow where there is none.
void AsofProbe::FindNearest(Local& local, const Chunk& input) const {
  const uint32_t count = input.size();
  const RowSet rows = RowSet::Dense(count);
  const bool has_keys = !local.keys.empty();
  local.group_of_row.assign(count, build_->rows().size() == 0 ? GroupTable::kNoGroup : 0);
  local.nearest.resize(count);
  std::vector<Vector> keys;
  for (ExprEvaluator& key : local.keys) keys.push_back(key.Evaluate(input.columns(), rows));
  if (has_keys) local.groups.Find(keys, rows, local.group_of_row.data());
  // A NULL among the keys matches nothing.
  for (const Vector& key : keys) {
    if (!key.MayHaveNulls()) continue;
    for (uint32_t i = 0; i < count; ++i) {
      if (key.IsNull(i)) local.group_of_row[i] = GroupTable::kNoGroup;
    }
  }
  const Vector order = local.order.Evaluate(input.columns(), rows);
  build_->FindNearest(order, rows, local.group_of_row.data(), local.nearest.data());
}

TransformStatus AsofProbe::Process(TaskContext&, LocalState& state, Chunk& input, Chunk& out) {
  auto& local = static_cast<Local&>(state);
  const AsofJoinNode::Spec& join = build_->spec().join;
  input.Compact();
  const uint32_t count = input.size();
  FindNearest(local, input);
  std::vector<uint32_t> left_rows;
  std::vector<uint32_t> right_rows;
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t nearest = local.nearest[i];
    if (nearest == kNullRow && !join.keeps_left) continue;
    if (nearest != kNullRow && join.keeps_right) build_->MarkMatched(nearest);
    left_rows.push_back(i);
    right_rows.push_back(nearest);
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
