#include "expression/evaluator.h"
#include "function/cast.h"
#include "plan/binder/expression_binder.h"
#include "plan/binder/query_binder.h"

namespace lakebolt {

std::optional<uint64_t> QueryBinder::BindLimit(const sql::Expression& expression,
                                               const char* what) {
  const SourceRange range = state_.Where(expression.range);
  const Scope no_names;
  QueryLevel level(nullptr, ctes_, &no_names, Clause::kLimit);
  const ExprPtr expr = ExpressionBinder(state_, level).Bind(expression);
  if (!IsFoldable(*expr)) {
    throw UserError(ErrorCode::kNotSupported, std::string(what) + " must be a constant", range);
  }
  Value value;
  try {
    value = CastValue(EvaluateConstant(expr), TypeId::kInt64);
  } catch (const UserError& error) {
    throw error.At(range);
  }
  if (value.IsNull()) return std::nullopt;
  if (value.integral() < 0) {
    throw UserError(ErrorCode::kOutOfRange, std::string(what) + " cannot be negative", range);
  }
  return static_cast<uint64_t>(value.integral());
}

}  // namespace lakebolt
