#include "plan/binder/pivot_source.h"

#include <unordered_set>

#include "plan/binder/separate_subqueries.h"
#include "plan/operators.h"
#include "plan/plan_copy.h"
#include "plan/plan_rewrite.h"
#include "plan/recursive_cte.h"
#include "sql/ast/children.h"
#include "sql/formatter.h"
#include "sql/parser.h"

namespace lakebolt {

namespace {

/// Keeps positions out of errors while generated text is bound: it is not the user's.
class GeneratedText {
 public:
  explicit GeneratedText(BinderState& state) : state_(state) { state_.open_views().emplace_back(); }
  ~GeneratedText() { state_.open_views().pop_back(); }
  GeneratedText(const GeneratedText&) = delete;
  GeneratedText& operator=(const GeneratedText&) = delete;

 private:
  BinderState& state_;
};

/// Tells whether every CTE that a plan reads is defined in it; collects those that are.
bool HasAllCtes(const PlanNode& plan, std::unordered_set<uint32_t>& defined) {
  if (plan.kind() == PlanKind::kCteScan && !defined.contains(As<CteScanNode>(plan).cte_id())) {
    return false;
  }
  if (plan.kind() == PlanKind::kRecursiveCte) {
    defined.insert(As<RecursiveCteNode>(plan).cte_id());
    defined.insert(As<RecursiveCteNode>(plan).key().all_rows_id);
  }
  if (plan.kind() == PlanKind::kCte) {
    if (!HasAllCtes(*As<CteNode>(plan).definition(), defined)) return false;
    defined.insert(As<CteNode>(plan).cte_id());
    return HasAllCtes(*As<CteNode>(plan).body(), defined);
  }
  bool all = true;
  for (const PlanPtr& child : plan.children()) all = all && HasAllCtes(*child, defined);
  return all;
}

}  // namespace

PivotSource::PivotSource(BoundFrom from, const CteScope* ctes, BinderState& state)
    : state_(state), columns_(std::move(from.scope)) {
  definition_.name.text = "pivot source";
  scope_.outer = ctes;
  scope_.definition = &definition_;
  scope_.folded_name = definition_.name.text;
  scope_.id = state.NewCteId();
  std::vector<NamedExpr> items;
  for (const Scope::Match& match : columns_.VisibleColumns()) {
    // A column that stands in several places gets an id for each.
    const ColumnId id = state.NewColumn();
    items.push_back({id, match.column->name, match.column->Reference({})});
    scope_.bound.columns.push_back(id);
    scope_.bound.names.push_back(match.column->name);
    scope_.bound.types.push_back(match.column->type);
  }
  scope_.bound.plan = std::make_shared<ProjectNode>(std::move(from.plan), std::move(items));
}

BoundQuery PivotSource::BindText(const std::string& sql, QueryLevel* outer, SourceRange range) {
  scope_.uses = 0;
  try {
    const GeneratedText guard(state_);
    BoundQuery query = QueryBinder(state_, outer, &scope_).Bind(*sql::ParseQuery(sql));
    if (scope_.uses > 0) {
      query.plan = std::make_shared<CteNode>(scope_.id, definition_.name.text, scope_.bound.plan,
                                             std::move(query.plan));
    }
    return query;
  } catch (const UserError& error) {
    throw UserError(error.code(), error.what(), range, error.hint());
  }
}

BoundQuery PivotSource::Bind(const std::string& sql, QueryLevel* outer, SourceRange range) {
  return BindText(sql, outer, range);
}

std::vector<std::vector<Value>> PivotSource::Evaluate(const std::string& sql, SourceRange range) {
  const EvaluateQuery& evaluate = state_.context().evaluate;
  if (!evaluate) {
    throw UserError(ErrorCode::kNotSupported,
                    "the values that become columns must be listed here: IN (…)", range);
  }
  BoundQuery query = BindText(sql, nullptr, range);
  // It runs alone: what it reads of the queries around it goes along.
  for (const CteScope* cte = scope_.outer; cte != nullptr; cte = cte->outer) {
    if (cte->self != CteScope::Self::kBound || !cte->bound.plan) continue;
    query.plan = std::make_shared<CteNode>(cte->id, cte->definition->name.text, cte->bound.plan,
                                           std::move(query.plan));
  }
  std::unordered_set<uint32_t> ctes;
  if (!HasAllCtes(*query.plan, ctes) || !FreeColumns(*query.plan).empty()) {
    throw UserError(ErrorCode::kNotSupported,
                    "the values that become columns must be listed: IN (…), for the table is known "
                    "only when the query runs",
                    range);
  }
  // The source is used again later, where no column may be made a second time.
  ColumnMap map;
  uint32_t next_cte_id = *state_.context().next_cte_id;
  query.plan = CopyWithNewIds(query.plan, state_.column_ids(), map, &next_cte_id);
  *state_.context().next_cte_id = next_cte_id;
  for (ColumnId& id : query.columns) id = map.at(id);
  query.plan = SeparateSubqueries(query.plan, state_);
  return evaluate(std::move(query));
}

void CollectColumnNames(const sql::Expression& expression, std::vector<std::string>& names) {
  if (expression.kind == sql::ExpressionKind::kColumnRef) {
    for (const sql::Identifier& part : sql::As<sql::ColumnRefExpression>(expression).name) {
      names.push_back(FoldName(part.text));
    }
  }
  sql::ForEachChild(expression,
                    [&](const sql::Expression& child) { CollectColumnNames(child, names); });
}

std::string LiteralText(const Value& value) {
  if (value.IsNull()) return "NULL";
  std::string text = "'";
  for (const char c : value.ToString()) {
    text += c;
    if (c == '\'') text += c;
  }
  text += "'";
  if (value.type().id() == TypeId::kVarchar) return text;
  return "CAST(" + text + " AS " + value.type().ToString() + ")";
}

}  // namespace lakebolt
