#include "expression/evaluator.h"
#include "function/cast.h"
#include "plan/binder/expression_binder.h"
#include "plan/binder/query_binder.h"
#include "plan/operators.h"

namespace lakebolt {

namespace {

/// Evaluates a bound; nothing for NULL.
std::optional<uint64_t> ConstantBound(const ExprPtr& bound, const char* what, SourceRange range) {
  Value value;
  try {
    value = EvaluateConstant(bound);
  } catch (const UserError& error) {
    throw error.At(range);
  }
  if (value.IsNull()) return std::nullopt;
  if (value.integral() < 0) {
    throw UserError(ErrorCode::kOutOfRange, std::string(what) + " cannot be negative", range);
  }
  return static_cast<uint64_t>(value.integral());
}

}  // namespace

ExprPtr QueryBinder::BindBound(const sql::Expression& expression, const LogicalType& type,
                               const char* what) {
  const SourceRange range = state_.Where(expression.range);
  const Scope no_names;
  QueryLevel level(nullptr, ctes_, &no_names, Clause::kLimit);
  ExprPtr bound = ExpressionBinder(state_, level).Bind(expression);
  if (!CanCast(bound->type(), type)) {
    throw UserError(ErrorCode::kTypeMismatch,
                    std::string(what) + " is a number, not " + bound->type().ToString(), range);
  }
  return std::make_shared<CastExpr>(std::move(bound), type, false, range);
}

void QueryBinder::BindLimits(const sql::Query& query, QueryTail& tail) {
  tail.with_ties = query.with_ties;
  ExprPtr limit;
  ExprPtr offset;
  if (query.limit) {
    limit =
        BindBound(*query.limit, query.limit_percent ? TypeId::kFloat64 : TypeId::kInt64, "LIMIT");
  }
  if (query.offset) offset = BindBound(*query.offset, TypeId::kInt64, "OFFSET");
  if (query.with_ties && (query.order_by.empty() || query.limit_percent)) {
    throw UserError(ErrorCode::kInvalidQuery, "WITH TIES needs an ORDER BY and a number of rows",
                    state_.Where(query.limit->range));
  }
  const bool constant = !query.with_ties && !query.limit_percent &&
                        (!limit || IsFoldable(*limit)) && (!offset || IsFoldable(*offset));
  if (constant) {
    if (limit) tail.limit = ConstantBound(limit, "LIMIT", state_.Where(query.limit->range));
    if (offset) {
      tail.offset = ConstantBound(offset, "OFFSET", state_.Where(query.offset->range)).value_or(0);
    }
    return;
  }
  const LogicalType limit_type = query.limit_percent ? TypeId::kFloat64 : TypeId::kInt64;
  if (!limit) limit = std::make_shared<ConstantExpr>(Value(limit_type));
  if (!offset) offset = std::make_shared<ConstantExpr>(Value(LogicalType(TypeId::kInt64)));
  PlanPtr one_row =
      std::make_shared<ValuesNode>(std::vector<PlanColumn>{}, std::vector<std::vector<ExprPtr>>(1));
  std::vector<NamedExpr> items = {{state_.NewColumn(), "limit", std::move(limit)},
                                  {state_.NewColumn(), "offset", std::move(offset)}};
  tail.bounds = std::make_shared<ProjectNode>(std::move(one_row), std::move(items));
  tail.percent = query.limit_percent;
}

}  // namespace lakebolt
