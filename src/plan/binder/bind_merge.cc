#include <algorithm>

#include "plan/binder/coercion.h"
#include "plan/binder/projection.h"
#include "plan/binder/scope.h"
#include "plan/binder/write_binder.h"
#include "plan/operators.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

namespace {

ExprPtr ColumnAt(const BoundQuery& query, size_t i) {
  return std::make_shared<ColumnExpr>(query.columns[i], query.names[i], query.types[i]);
}

/// Tells for which rows an action was chosen.
ExprPtr IsAction(const ExprPtr& action, size_t number) {
  return MakeCompare(CompareOp::kEqual, action,
                     MakeConstant(Value::Int32(static_cast<int32_t>(number))));
}

}  // namespace

std::vector<WriteBinder::MergeValue> WriteBinder::MergeValues(const sql::MergeAction& action,
                                                              const BoundQuery& query,
                                                              size_t first_source) const {
  std::vector<MergeValue> values;
  std::vector<uint32_t> all;
  for (uint32_t i = 0; i < schema().size(); ++i) {
    if (!IsGenerated(i)) all.push_back(i);
  }
  const auto fail = [&](size_t expected, size_t given) {
    throw UserError(ErrorCode::kInvalidQuery,
                    std::to_string(expected) + " columns, but " + std::to_string(given) +
                        " values: they do not match column count",
                    action.range);
  };
  if (action.all_columns) {
    const size_t given = query.columns.size() - first_source;
    if (action.by_name) {
      for (size_t i = 0; i < given; ++i) {
        const std::string& name = query.names[first_source + i];
        values.push_back({ColumnOf({name, true, action.range}), ColumnAt(query, first_source + i)});
      }
      return values;
    }
    std::vector<uint32_t> targets = all;
    if (!action.set.columns.empty()) {
      targets.clear();
      for (const sql::Identifier& column : action.set.columns) targets.push_back(ColumnOf(column));
    }
    if (given != targets.size()) fail(targets.size(), given);
    for (size_t i = 0; i < given; ++i) {
      values.push_back({targets[i], ColumnAt(query, first_source + i)});
    }
    return values;
  }
  std::vector<uint32_t> targets;
  for (const sql::Identifier& column : action.set.columns) targets.push_back(ColumnOf(column));
  if (targets.empty() && !action.set.is_default.empty()) targets = all;
  if (targets.size() != action.set.is_default.size() && !action.set.is_default.empty()) {
    fail(targets.size(), action.set.is_default.size());
  }
  size_t next = action.first_value;
  for (size_t i = 0; i < action.set.is_default.size(); ++i) {
    if (IsGenerated(targets[i])) {
      throw UserError(ErrorCode::kInvalidQuery,
                      "column \"" + schema()[targets[i]].name + "\" is generated", action.range);
    }
    values.push_back(
        {targets[i], action.set.is_default[i] ? DefaultOf(targets[i]) : ColumnAt(query, next++)});
  }
  return values;
}

BoundQuery WriteBinder::BindMerge(const sql::MergeStatement& statement,
                                  const sql::MergeQuery& merge) const {
  BoundQuery query = Binder(context_).BindQuery(*merge.query);
  PlanPtr plan = PlanWithDistinctColumns(query, *context_.column_ids);
  const ExprPtr action = ColumnAt(query, 1);
  plan = std::make_shared<FilterNode>(
      std::move(plan),
      std::vector<ExprPtr>{std::make_shared<NotExpr>(std::make_shared<IsNullExpr>(action))});
  size_t first_target = 2;
  for (const size_t number : merge.actions) first_target += statement.actions[number].value_count;
  const size_t first_source = first_target + (merge.without_target ? 0 : schema().size());

  std::vector<std::vector<ExprPtr>> branches(schema().size());
  ExprPtr message = MakeConstant(Value(TypeId::kVarchar));
  for (const size_t number : merge.actions) {
    const sql::MergeAction& chosen = statement.actions[number];
    if (chosen.kind == sql::MergeActionKind::kError) {
      if (chosen.value_count == 0) continue;
      message = AssignTo(ColumnAt(query, chosen.first_value), TypeId::kVarchar, "message");
    }
    if (chosen.kind != sql::MergeActionKind::kUpdate &&
        chosen.kind != sql::MergeActionKind::kInsert) {
      continue;
    }
    for (const MergeValue& value : MergeValues(chosen, query, first_source)) {
      const Field& field = schema()[value.column];
      branches[value.column].push_back(IsAction(action, number));
      branches[value.column].push_back(AssignTo(value.value, field.type, field.name));
    }
  }
  std::vector<ExprPtr> values(schema().size());
  for (uint32_t i = 0; i < schema().size(); ++i) {
    if (IsGenerated(i)) continue;
    ExprPtr otherwise = merge.without_target ? DefaultOf(i) : ColumnAt(query, first_target + i);
    if (branches[i].empty()) {
      values[i] = std::move(otherwise);
      continue;
    }
    branches[i].push_back(std::move(otherwise));
    values[i] = std::make_shared<CaseExpr>(schema()[i].type, std::move(branches[i]));
  }
  // The message travels as a column of its own, in front of the row.
  std::vector<NamedExpr> items;
  for (const PlanColumn& column : plan->columns()) items.push_back(PassOn(column));
  const PlanColumn text{context_.column_ids->Next(), "message", TypeId::kVarchar};
  items.push_back({text.id, text.name, std::move(message)});
  plan = std::make_shared<ProjectNode>(std::move(plan), std::move(items));
  const PlanColumn row_id{query.columns[0], query.names[0], query.types[0]};
  const PlanColumn number{query.columns[1], query.names[1], query.types[1]};
  return CompleteRows(std::move(plan), {row_id, number, text}, std::move(values));
}

}  // namespace lakebolt
