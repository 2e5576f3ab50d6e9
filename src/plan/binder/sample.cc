#include "plan/binder/sample.h"

#include "expression/evaluator.h"
#include "function/cast.h"
#include "plan/binder/expression_binder.h"
#include "plan/row_operators.h"

namespace lakebolt {

namespace {

/// Evaluates the size of a sample as `type`.
Value SampleSize(const sql::Expression& expression, const LogicalType& type, BinderState& state) {
  const SourceRange range = state.Where(expression.range);
  const Scope no_names;
  QueryLevel level(nullptr, nullptr, &no_names, Clause::kFrom);
  const ExprPtr expr = ExpressionBinder(state, level).Bind(expression);
  if (!IsFoldable(*expr)) {
    throw UserError(ErrorCode::kInvalidQuery, "the size of a sample must be a constant", range);
  }
  try {
    Value value = CastValue(EvaluateConstant(expr), type);
    if (!value.IsNull()) return value;
  } catch (const UserError& error) {
    throw error.At(range);
  }
  throw UserError(ErrorCode::kInvalidArgument, "the size of a sample cannot be NULL", range);
}

}  // namespace

PlanPtr PlanSample(PlanPtr plan, const sql::SampleClause& sample, BinderState& state) {
  SampleNode::Spec spec;
  spec.seed = sample.seed;
  const SourceRange range = state.Where(sample.range);
  switch (sample.method) {
    case sql::SampleMethod::kBernoulli: spec.method = SampleNode::Method::kBernoulli; break;
    case sql::SampleMethod::kSystem: spec.method = SampleNode::Method::kSystem; break;
    case sql::SampleMethod::kReservoir: spec.method = SampleNode::Method::kReservoir; break;
    case sql::SampleMethod::kDefault:
      spec.method = sample.percent ? SampleNode::Method::kSystem : SampleNode::Method::kReservoir;
  }
  if (sample.percent) {
    constexpr double kWhole = 100;
    spec.percent = SampleSize(*sample.size, TypeId::kFloat64, state).floating();
    if (!(spec.percent >= 0 && spec.percent <= kWhole)) {
      throw UserError(ErrorCode::kOutOfRange,
                      "a sample is 0 to 100 percent, not " + std::to_string(spec.percent), range);
    }
    return std::make_shared<SampleNode>(std::move(plan), spec);
  }
  if (spec.method == SampleNode::Method::kBernoulli) {
    throw UserError(ErrorCode::kInvalidQuery, "bernoulli samples are sized in percent, not in rows",
                    range, "write % behind the number, or use reservoir");
  }
  spec.method = SampleNode::Method::kReservoir;
  const int64_t rows =
      static_cast<int64_t>(SampleSize(*sample.size, TypeId::kInt64, state).integral());
  if (rows < 0) {
    throw UserError(ErrorCode::kOutOfRange, "a sample cannot have a negative size", range);
  }
  spec.rows = static_cast<uint64_t>(rows);
  return std::make_shared<SampleNode>(std::move(plan), spec);
}

}  // namespace lakebolt
