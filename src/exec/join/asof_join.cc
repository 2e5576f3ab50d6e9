#include "exec/join/asof_join.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>

#include "base/cancellation_scope.h"
#include "exec/join/nullable_gather.h"
#include "exec/sort/leading_code.h"
#include "expression/evaluator.h"
#include "vector/compare_rows.h"
#include "vector/held_columns.h"

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

/// Lists what is kept of the right side besides its columns: the keys, then the order.
std::vector<ExprPtr> ComputedColumns(const AsofSpec& spec) {
  std::vector<ExprPtr> computed = spec.join.right_keys;
  computed.push_back(spec.join.right_order);
  return computed;
}

/// Returns what a row takes while either side is sorted by its keys and order.
int64_t SortBytes(const AsofSpec& spec) {
  std::vector<LogicalType> types = KeyTypes(spec);
  types.push_back(spec.join.right_order->type());
  return RowSorter::BytesPerRow(types);
}

/// What a row takes besides its columns: a code of its order, its group while groups are numbered.
constexpr int64_t kCodeBytes = sizeof(uint64_t);
constexpr int64_t kGroupBytes = 32;

}  // namespace

RunLayout AsofLayout(std::vector<LogicalType> types, const std::vector<ExprPtr>& keys,
                     const ExprPtr& order) {
  RunLayout layout{std::move(types), 0, {}, keys.size()};
  std::vector<ExprPtr> computed = keys;
  computed.push_back(order);
  for (const ExprPtr& key : computed) {
    layout.keys.push_back({static_cast<uint32_t>(layout.types.size()), {}});
    layout.types.push_back(key->type());
  }
  layout.width = layout.types.size();
  return layout;
}

AsofBuild::AsofBuild(AsofSpec spec, const QueryContext& query)
    : CollectingSink(spec.build_types, ComputedColumns(spec), query.memory, query.threads,
                     "ASOF join"),
      spec_(std::move(spec)),
      layout_(std::make_shared<KeyLayout>(KeyTypes(spec_))) {
  ChargeRows(SortBytes(spec_) + kCodeBytes + (spec_.join.right_keys.empty() ? 0 : kGroupBytes));
  SpillTo(std::make_unique<ExternalSort>(
      AsofLayout(spec_.build_types, spec_.join.right_keys, spec_.join.right_order), ~uint64_t{0},
      query));
}

uint32_t AsofBuild::Start(std::vector<Vector> columns, uint32_t rows) {
  const auto width = static_cast<std::ptrdiff_t>(spec_.build_types.size());
  const int64_t bytes = HeldBytes(columns) + (SortBytes(spec_) + kCodeBytes) * int64_t{rows};
  order_values_ = columns.back();
  keys_.assign(columns.begin() + width, columns.end() - 1);
  columns.resize(spec_.build_types.size());
  rows_ = Chunk(std::move(columns), rows);
  if (spec_.join.keeps_right) matched_ = std::vector<std::atomic<bool>>(rows);
  memory().Resize(bytes);
  if (keys_.empty() || rows == 0) {
    uint32_t nulls = 0;
    if (order_values_.MayHaveNulls()) {
      ForEachBlock(rows, [&](size_t begin, size_t end) {
        for (auto row = static_cast<uint32_t>(begin); row < end; ++row) {
          nulls += order_values_.IsNull(row) ? 1 : 0;
        }
      });
    }
    group_begins_ = {0};
    group_ends_ = {rows - nulls};
    return StartSort();
  }
  groups_ = BuildGroups(keys_, rows, memory());
  return groups_.Start();
}

void AsofBuild::RunPart(uint32_t part) {
  if (sorter_ == nullptr) return groups_.RunPart(part);
  sorter_->RunPart(part);
}

uint32_t AsofBuild::StartSort() {
  const uint32_t rows = rows_.size();
  // NULLs come last: none of them is the nearest row.
  std::vector<OrderColumn> order;
  if (!group_keys_.empty()) {
    Vector numbers(TypeId::kUInt32, rows);
    std::copy_n(groups_.group_of_row().data(), rows, numbers.mutable_values<uint32_t>());
    order.push_back({std::move(numbers), false, false});
  }
  order.push_back({order_values_, false, false});
  groups_ = {};
  keys_.clear();
  sorter_ = std::make_unique<RowSorter>(std::move(order), rows, threads());
  return sorter_->Start();
}

void AsofBuild::FindGroupEnds() {
  const uint32_t count = groups_.count();
  std::vector<uint32_t> firsts(count);
  groups_.RowsOf(0, count, firsts.data());
  for (const Vector& key : keys_) group_keys_.push_back(key.Gather(firsts.data(), count));
  group_begins_.assign(count + 1, 0);
  std::vector<uint32_t> nulls(count, 0);
  const bool has_nulls = order_values_.MayHaveNulls();
  const std::vector<uint32_t>& group_of = groups_.group_of_row();
  ForEachBlock(rows_.size(), [&](size_t begin, size_t end) {
    for (auto row = static_cast<uint32_t>(begin); row < end; ++row) {
      ++group_begins_[group_of[row] + 1];
      if (has_nulls && order_values_.IsNull(row)) ++nulls[group_of[row]];
    }
  });
  for (uint32_t g = 0; g < count; ++g) {
    group_begins_[g + 1] += group_begins_[g];
    group_ends_.push_back(group_begins_[g + 1] - nulls[g]);
  }
}

uint32_t AsofBuild::EndStage() {
  if (sorter_ == nullptr) {
    if (const uint32_t parts = groups_.NextStage(); parts > 0) return parts;
    FindGroupEnds();
    return StartSort();
  }
  if (const uint32_t parts = sorter_->NextStage(); parts > 0) return parts;
  order_ = sorter_->TakeOrder();
  sorter_.reset();
  const auto rows = static_cast<uint32_t>(order_.size());
  if (!HasExactLeadingCodes(order_values_.type()) || rows == 0) return 0;
  codes_.reserve(rows);
  ForEachBlock(rows, [&](size_t begin, size_t end) {
    codes_.resize(end);
    const RowSet some{order_.data() + begin, static_cast<uint32_t>(end - begin), rows};
    LeadingCodes(order_values_, some, KeyOrder(), codes_.data() + begin);
  });
  return 0;
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
  Local(const AsofBuild& build, MemoryPool* memory)
      : order(build.spec().join.left_order),
        groups(build.layout()),
        group_bytes(memory, "ASOF join"),
        bytes(memory, "ASOF join") {
    for (const ExprPtr& key : build.spec().join.left_keys) keys.emplace_back(key);
    if (!build.group_keys().empty()) AddGroups(build.group_keys());
  }

  /// Makes the worker's own table of groups, with the numbers that the build side gave them:
  /// finding groups needs scratch memory.
  void AddGroups(const std::vector<Vector>& group_keys) {
    ForEachBlock(group_keys[0].size(), [&](size_t begin, size_t end) {
      const auto count = static_cast<uint32_t>(end - begin);
      std::vector<Vector> keys_of_block;
      for (const Vector& key : group_keys) {
        keys_of_block.push_back(key.Slice(static_cast<uint32_t>(begin), count));
      }
      std::vector<uint32_t> numbers(count);
      groups.FindOrAdd(keys_of_block, RowSet::Dense(count), numbers.data());
      group_bytes.Resize(static_cast<int64_t>(groups.MemoryBytes()));
    });
  }

  std::vector<ExprEvaluator> keys;
  ExprEvaluator order;
  GroupTable groups;
  Reservation group_bytes;
  std::vector<uint32_t> group_of_row;
  std::vector<uint32_t> nearest;
  // What has been collected since the last run, where rows go to disk.
  std::vector<RowCollector::Part> parts;
  HeldColumns held;
  uint64_t rows = 0;
  Reservation bytes;
};

AsofProbe::AsofProbe(std::shared_ptr<AsofBuild> build, const QueryContext& query)
    : build_(std::move(build)),
      sorted_(AsofLayout(build_->spec().probe_types, build_->spec().join.left_keys,
                         build_->spec().join.left_order),
              ~uint64_t{0}, query) {}

std::unique_ptr<LocalState> AsofProbe::MakeLocal(TaskContext& context) {
  return std::make_unique<Local>(*build_, context.query.memory);
}

void AsofProbe::Collect(TaskContext& context, Local& local, Chunk input) {
  context.query.cancellation->Check();
  std::vector<Vector> computed;
  for (ExprEvaluator& key : local.keys) {
    computed.push_back(key.Evaluate(input.columns(), input.rows()));
  }
  computed.push_back(local.order.Evaluate(input.columns(), input.rows()));
  std::move(computed.begin(), computed.end(), std::back_inserter(input.mutable_columns()));
  const uint32_t rows = input.size();
  // They are copied once, and sorted.
  const int64_t held = local.held.Add(input.mutable_columns());
  const int64_t bytes = held + static_cast<int64_t>(input.MemoryBytes()) +
                        (SortBytes(build_->spec()) + ExternalSort::kPlaceBytes) * int64_t{rows};
  local.parts.push_back({0, std::move(input), local.rows});
  local.rows += rows;
  if (local.bytes.TryGrow(bytes)) return;
  sorted_.AddRun(std::exchange(local.parts, {}));
  local.held.Clear();
  local.bytes.Free();
}

TransformStatus AsofProbe::Flush(TaskContext&, LocalState& state, Chunk&) {
  auto& local = static_cast<Local&>(state);
  if (!local.parts.empty()) sorted_.AddRun(std::exchange(local.parts, {}));
  local.held.Clear();
  local.bytes.Free();
  return TransformStatus::kNeedInput;
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

TransformStatus AsofProbe::Process(TaskContext& context, LocalState& state, Chunk& input,
                                   Chunk& out) {
  auto& local = static_cast<Local&>(state);
  const AsofJoinNode::Spec& join = build_->spec().join;
  input.Compact();
  if (build_->sorted() != nullptr) {
    Collect(context, local, std::move(input));
    return TransformStatus::kNeedInput;
  }
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

}  // namespace lakebolt
