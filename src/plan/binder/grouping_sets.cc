#include "plan/binder/grouping_sets.h"

#include <algorithm>

#include "plan/binder/projection.h"
#include "plan/operators.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

namespace {

constexpr size_t kMaxGroupingSets = 4096;

bool Contains(const std::vector<uint32_t>& set, size_t key) {
  return std::find(set.begin(), set.end(), key) != set.end();
}

/// Makes the aggregate of one set over a scan of the shared input, and brings its columns into the
/// order that all sets share; `ids` gets them.
PlanPtr PlanSet(PlanPtr input, const ColumnMap& map, const std::vector<NamedExpr>& keys,
                const std::vector<uint32_t>& set, const QueryLevel& level, BinderState& state,
                std::vector<ColumnId>& ids) {
  std::vector<NamedExpr> set_keys;
  std::vector<NamedExpr> items;
  for (size_t i = 0; i < keys.size(); ++i) {
    NamedExpr item{state.NewColumn(), keys[i].name, MakeConstant(Value(keys[i].expr->type()))};
    if (Contains(set, i)) {
      const ColumnId id = state.NewColumn();
      set_keys.push_back({id, keys[i].name, RenameColumns(keys[i].expr, map)});
      item.expr = std::make_shared<ColumnExpr>(id, keys[i].name, keys[i].expr->type());
    }
    items.push_back(std::move(item));
  }
  std::vector<AggregateCall> calls;
  for (AggregateCall call : level.aggregates()) {
    for (ExprPtr& argument : call.arguments) argument = RenameColumns(argument, map);
    if (call.filter) call.filter = RenameColumns(call.filter, map);
    call.id = state.NewColumn();
    items.push_back(
        {call.id, call.name, std::make_shared<ColumnExpr>(call.id, call.name, call.type())});
    calls.push_back(std::move(call));
  }
  for (const GroupingCall& grouping : level.groupings()) {
    items.push_back({state.NewColumn(), "grouping",
                     MakeConstant(Value::Int64(GroupingNumber(grouping, keys, set)))});
  }
  for (const NamedExpr& item : items) ids.push_back(item.id);
  PlanPtr aggregate =
      std::make_shared<AggregateNode>(std::move(input), std::move(set_keys), std::move(calls));
  return std::make_shared<ProjectNode>(std::move(aggregate), std::move(items));
}

}  // namespace

GroupingSetList CrossSets(const GroupingSetList& a, const GroupingSetList& b, SourceRange range) {
  if (a.size() * b.size() > kMaxGroupingSets) {
    throw UserError(ErrorCode::kTooComplex,
                    "GROUP BY has more than " + std::to_string(kMaxGroupingSets) + " grouping sets",
                    range);
  }
  GroupingSetList sets;
  for (const auto& left : a) {
    for (const auto& right : b) {
      std::vector<uint32_t> both = left;
      for (const uint32_t key : right) {
        if (!Contains(both, key)) both.push_back(key);
      }
      sets.push_back(std::move(both));
    }
  }
  return sets;
}

int64_t GroupingNumber(const GroupingCall& call, const std::vector<NamedExpr>& keys,
                       const std::vector<uint32_t>& set) {
  if (keys.empty()) {
    throw UserError(ErrorCode::kInvalidQuery, "GROUPING needs a GROUP BY", call.range);
  }
  int64_t number = 0;
  if (call.arguments.empty()) {  // of all keys
    for (size_t k = 0; k < keys.size(); ++k) number = number * 2 + (Contains(set, k) ? 0 : 1);
  }
  for (const ExprPtr& argument : call.arguments) {
    const auto key = std::find_if(keys.begin(), keys.end(), [&](const NamedExpr& candidate) {
      return candidate.expr->Equals(*argument);
    });
    if (key == keys.end()) {
      throw UserError(ErrorCode::kInvalidQuery, "the arguments of GROUPING must stand in GROUP BY",
                      argument->range().IsValid() ? argument->range() : call.range);
    }
    number = number * 2 + (Contains(set, static_cast<size_t>(key - keys.begin())) ? 0 : 1);
  }
  return number;
}

PlanPtr PlanGroupingSets(PlanPtr input, const std::vector<NamedExpr>& keys,
                         const GroupingSetList& sets, const QueryLevel& level, BinderState& state) {
  const uint32_t cte_id = state.NewCteId();
  const std::string name = "grouping sets";
  std::vector<PlanPtr> branches;
  std::vector<std::vector<ColumnId>> inputs;
  for (const auto& set : sets) {
    std::vector<PlanColumn> columns;
    std::vector<ColumnId> definition;
    ColumnMap map;
    for (PlanColumn column : input->columns()) {
      definition.push_back(column.id);
      column.id = state.NewColumn();
      map.emplace(definition.back(), column.id);
      columns.push_back(std::move(column));
    }
    PlanPtr scan = std::make_shared<CteScanNode>(cte_id, name, std::move(columns), definition);
    inputs.emplace_back();
    branches.push_back(PlanSet(std::move(scan), map, keys, set, level, state, inputs.back()));
  }
  std::vector<PlanColumn> columns;
  for (const NamedExpr& key : keys) columns.push_back({key.id, key.name, key.expr->type()});
  for (const AggregateCall& call : level.aggregates()) {
    columns.push_back({call.id, call.name, call.type()});
  }
  for (const GroupingCall& grouping : level.groupings()) {
    columns.push_back({grouping.id, "grouping", TypeId::kInt64});
  }
  PlanPtr all = std::make_shared<SetOperationNode>(
      SetOperationKind::kUnion, true, std::move(branches), std::move(inputs), std::move(columns));
  return std::make_shared<CteNode>(cte_id, name, std::move(input), std::move(all));
}

}  // namespace lakebolt
