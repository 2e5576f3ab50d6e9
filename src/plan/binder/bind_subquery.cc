#include <algorithm>

#include "plan/binder/coercion.h"
#include "plan/binder/collation.h"
#include "plan/binder/expression_binder.h"
#include "plan/binder/projection.h"
#include "plan/binder/query_binder.h"
#include "plan/operators.h"
#include "plan/plan_rewrite.h"
#include "sql/formatter.h"
#include "sql/parser.h"

namespace lakebolt {

namespace {

[[noreturn]] void ThrowColumnCount(size_t columns, size_t expected, SourceRange range) {
  throw UserError(
      ErrorCode::kInvalidQuery,
      "the subquery gives " + std::to_string(columns) + " columns, not " + std::to_string(expected),
      range);
}

bool GivesColumn(const PlanNode& plan, ColumnId id) {
  return std::any_of(plan.columns().begin(), plan.columns().end(),
                     [&](const PlanColumn& column) { return column.id == id; });
}

/// Casts the columns of a subquery's plan to `types`, adding a projection only where one differs.
PlanPtr CastColumns(PlanPtr plan, const std::vector<LogicalType>& types, BinderState& state) {
  std::vector<NamedExpr> items;
  bool changed = false;
  for (size_t i = 0; i < types.size(); ++i) {
    const PlanColumn& column = plan->columns()[i];
    ExprPtr value = std::make_shared<ColumnExpr>(column.id, column.name, column.type);
    if (column.type == types[i]) {
      items.push_back({column.id, column.name, std::move(value)});
      continue;
    }
    changed = true;
    items.push_back({state.NewColumn(), column.name, CoerceTo(std::move(value), types[i])});
  }
  return changed ? std::make_shared<ProjectNode>(std::move(plan), std::move(items)) : plan;
}

/// Puts an expression over a plan's columns in the place of one of them.
PlanPtr WithColumn(PlanPtr plan, size_t place, ExprPtr expr, BinderState& state) {
  std::vector<NamedExpr> items;
  for (const PlanColumn& column : plan->columns()) {
    items.push_back({column.id, column.name, ReferenceTo(column)});
  }
  items[place].id = state.NewColumn();
  items[place].expr = std::move(expr);
  return std::make_shared<ProjectNode>(std::move(plan), std::move(items));
}

}  // namespace

BoundQuery ExpressionBinder::BindSubquery(const sql::Query& query) {
  state_.NoteSubquery();
  return QueryBinder(state_, &level_, level_.ctes).Bind(query);
}

ExprPtr ExpressionBinder::BindExists(const sql::ExistsExpression& exists) {
  BoundQuery query = BindSubquery(*exists.query);
  return std::make_shared<SubqueryExpr>(SubqueryKind::kExists, TypeId::kBoolean,
                                        std::move(query.plan), CompareOp::kEqual,
                                        std::vector<ExprPtr>{}, Where(exists));
}

ExprPtr ExpressionBinder::BindScalarSubquery(const sql::ScalarSubqueryExpression& subquery) {
  const SourceRange range = Where(subquery);
  BoundQuery query = BindSubquery(*subquery.query);
  if (query.columns.size() != 1) ThrowColumnCount(query.columns.size(), 1, range);
  if (subquery.as_list) GatherIntoList(query, range);
  if (!state_.GetBool("scalar_subquery_error_on_multiple_rows") && !subquery.as_list) {
    query.plan = std::make_shared<LimitNode>(std::move(query.plan), 1, 0);
  }
  return std::make_shared<SubqueryExpr>(SubqueryKind::kScalar, query.types[0],
                                        std::move(query.plan), CompareOp::kEqual,
                                        std::vector<ExprPtr>{}, range);
}

void ExpressionBinder::GatherIntoList(BoundQuery& query, SourceRange range) {
  const ExprPtr value =
      std::make_shared<ColumnExpr>(query.columns[0], query.names[0], query.types[0]);
  AggregateInput input;
  input.arguments = {value};
  // The list has the order of the query, whose keys may be columns that it does not give.
  PlanPtr rows = query.plan;
  while (rows->kind() == PlanKind::kProject && GivesColumn(*rows->child(0), query.columns[0])) {
    rows = rows->child(0);
  }
  const PlanPtr sort = rows->kind() == PlanKind::kLimit ? rows->child(0) : rows;
  if (sort->kind() == PlanKind::kSort) {
    input.order = As<SortNode>(sort).keys();
    if (rows == sort) rows = sort->child(0);
  } else {
    rows = query.plan;
  }
  AggregateCall call;
  call.id = state_.NewColumn();
  call.name = "array";
  FinishAggregate("list", std::move(input), range, call);
  const PlanColumn list{call.id, call.name, call.type()};
  const LogicalType type = call.type();
  PlanPtr plan = std::make_shared<AggregateNode>(std::move(rows), std::vector<NamedExpr>{},
                                                 std::vector<AggregateCall>{std::move(call)});
  // No rows make an empty list, not NULL.
  const PlanColumn result{state_.NewColumn(), "array", type};
  std::vector<ExprPtr> branches = {std::make_shared<IsNullExpr>(MakeColumn(list)),
                                   MakeConstant(Value::Nested(type, {})), MakeColumn(list)};
  query.plan = std::make_shared<ProjectNode>(
      std::move(plan),
      std::vector<NamedExpr>{
          {result.id, result.name, std::make_shared<CaseExpr>(type, std::move(branches))}});
  query.columns = {result.id};
  query.types = {type};
}

ExprPtr ExpressionBinder::QuantifiedSubquery(SubqueryKind kind, CompareOp op,
                                             std::vector<ExprPtr> operands,
                                             const sql::Query& subquery, SourceRange range) {
  BoundQuery query = BindSubquery(subquery);
  if (query.columns.size() != operands.size()) {
    ThrowColumnCount(query.columns.size(), operands.size(), range);
  }
  PlanPtr plan = PlanWithDistinctColumns(query, state_.column_ids());
  std::vector<LogicalType> types;
  for (size_t i = 0; i < operands.size(); ++i) {
    ExprPtr column = std::make_shared<ColumnExpr>(query.columns[i], query.names[i], query.types[i]);
    std::vector<ExprPtr> sides = {operands[i], column};
    CollateTogether(sides, state_, range);
    if (sides[1] != column) {
      // The keys of the subquery's column stand in a column of their own.
      plan = WithColumn(std::move(plan), i, sides[1], state_);
      sides[1] = ReferenceTo(plan->columns()[i]);
    }
    CoerceComparison(sides[0], sides[1], range, state_.GetBool("strict_casts"));
    operands[i] = std::move(sides[0]);
    types.push_back(sides[1]->type());
  }
  return std::make_shared<SubqueryExpr>(kind, TypeId::kBoolean,
                                        CastColumns(std::move(plan), types, state_), op,
                                        std::move(operands), range);
}

ExprPtr ExpressionBinder::BindInSubquery(const sql::InSubqueryExpression& in) {
  return QuantifiedSubquery(in.negated ? SubqueryKind::kAll : SubqueryKind::kAny,
                            in.negated ? CompareOp::kNotEqual : CompareOp::kEqual,
                            BindRowElements(*in.operand), *in.query, Where(in));
}

ExprPtr ExpressionBinder::BindQuantified(const sql::QuantifiedExpression& quantified) {
  if (!quantified.query) return BindQuantifiedArray(quantified);
  const bool any = quantified.quantifier == sql::Quantifier::kAny;
  return QuantifiedSubquery(any ? SubqueryKind::kAny : SubqueryKind::kAll,
                            ToCompareOp(quantified.op), BindRowElements(*quantified.operand),
                            *quantified.query, Where(quantified));
}

ExprPtr ExpressionBinder::BindQuantifiedArray(const sql::QuantifiedExpression& quantified) {
  const SourceRange range = Where(quantified);
  const CompareOp op = ToCompareOp(quantified.op);
  const bool any = quantified.quantifier == sql::Quantifier::kAny;
  if (quantified.array->kind == sql::ExpressionKind::kList) {
    // The elements are known: x > ANY ([a, b]) is x > a OR x > b.
    const ExprPtr operand = Bind(*quantified.operand);
    RequireRepeatable(*operand, "ANY and ALL", range);
    std::vector<ExprPtr> terms;
    for (const auto& element : sql::As<sql::ListExpression>(*quantified.array).elements) {
      terms.push_back(Compare(op, operand, Bind(*element), range));
    }
    if (terms.empty()) return std::make_shared<ConstantExpr>(Value::Boolean(!any), range);
    return MakeConjunction(!any, std::move(terms));
  }
  // Else its elements become rows.
  const std::unique_ptr<sql::Query> query =
      sql::ParseQuery("SELECT unnest(" + sql::ToSql(*quantified.array) + ")");
  return QuantifiedSubquery(any ? SubqueryKind::kAny : SubqueryKind::kAll, op,
                            BindRowElements(*quantified.operand), *query, range);
}

}  // namespace lakebolt
