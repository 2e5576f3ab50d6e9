#include "plan/binder/coercion.h"
#include "plan/binder/evaluate_once.h"
#include "plan/binder/expression_binder.h"
#include "plan/binder/short_case.h"

namespace lakebolt {

void ExpressionBinder::RequireRepeatable(const Expr& expr, const std::string& what,
                                         SourceRange range) {
  if (!IsVolatile(expr)) return;
  throw UserError(ErrorCode::kNotSupported,
                  what + " over a value that changes at each look is not supported", range,
                  "compute the value in a subquery first");
}

ExprPtr ExpressionBinder::MakeCase(std::vector<ExprPtr> conditions, std::vector<ExprPtr> values,
                                   SourceRange range) {
  const LogicalType type = UnifyTypes(values, "CASE", range);
  std::vector<ExprPtr> children;
  children.reserve(conditions.size() + values.size());
  for (size_t i = 0; i < conditions.size(); ++i) {
    children.push_back(std::move(conditions[i]));
    children.push_back(std::move(values[i]));
  }
  children.push_back(std::move(values.back()));
  return std::make_shared<CaseExpr>(type, std::move(children), range);
}

ExprPtr ExpressionBinder::BindCase(const sql::CaseExpression& expression) {
  const SourceRange range = Where(expression);
  ExprPtr operand = expression.operand ? Bind(*expression.operand) : nullptr;
  if (operand) RequireRepeatable(*operand, "CASE", range);
  std::vector<ExprPtr> conditions;
  std::vector<ExprPtr> values;
  for (const sql::CaseBranch& branch : expression.branches) {
    conditions.push_back(
        operand ? Compare(CompareOp::kEqual, operand, Bind(*branch.when), Where(*branch.when))
                : BindBoolean(*branch.when, "WHEN"));
    values.push_back(Bind(*branch.then));
  }
  values.push_back(expression.otherwise ? Bind(*expression.otherwise) : MakeConstant(Value()));
  return MakeCase(std::move(conditions), std::move(values), range);
}

ExprPtr ExpressionBinder::BindConditionalCall(const std::string& name,
                                              const sql::FunctionCallExpression& call) {
  const SourceRange range = Where(call);
  std::vector<ExprPtr> arguments = BindArguments(call);
  if (IsShortCase(name, arguments.size())) {
    const ShortCaseTools tools = {
        [&](const std::string& called, std::vector<ExprPtr> args) {
          return Call(called, std::move(args), range);
        },
        [&](CompareOp op, ExprPtr left, ExprPtr right) {
          return Compare(op, std::move(left), std::move(right), range);
        },
        [&](std::vector<ExprPtr> conditions, std::vector<ExprPtr> values) {
          return MakeCase(std::move(conditions), std::move(values), range);
        },
        [&](std::vector<ExprPtr> args) -> ExprPtr {
          const LogicalType type = UnifyTypes(args, name, range);
          return std::make_shared<CoalesceExpr>(type, std::move(args), range);
        },
        [&](ExprPtr condition) {
          return CoerceToBoolean(std::move(condition), "the condition of " + name);
        },
        [&](const Expr& expr) { RequireRepeatable(expr, name, range); }};
    return ExpandShortCase(name, arguments, range, tools);
  }
  const auto expect = [&](size_t count) {
    if (arguments.size() == count) return;
    throw UserError(ErrorCode::kInvalidQuery,
                    name + " takes " + std::to_string(count) + " arguments, not " +
                        std::to_string(arguments.size()),
                    range);
  };
  if (name == "nullif") {
    expect(2);
    return EvaluateOnce(state_, arguments[0], [&](const ExprPtr& value) {
      std::vector<ExprPtr> values = {MakeConstant(Value(value->type())), value};
      std::vector<ExprPtr> conditions = {Compare(CompareOp::kEqual, value, arguments[1], range)};
      return MakeCase(std::move(conditions), std::move(values), range);
    });
  }
  if (name == "if" || name == "iff") {
    expect(3);
    std::vector<ExprPtr> conditions = {CoerceToBoolean(arguments[0], "the condition of " + name)};
    return MakeCase(std::move(conditions), {arguments[1], arguments[2]}, range);
  }
  if (name == "ifnull" || name == "nvl") expect(2);
  if (arguments.empty()) {
    throw UserError(ErrorCode::kInvalidQuery, name + " needs an argument", range);
  }
  const LogicalType type = UnifyTypes(arguments, name, range);
  if (name == "greatest" || name == "least") return Call(name, std::move(arguments), range);
  if (arguments.size() == 1) return arguments[0];
  return std::make_shared<CoalesceExpr>(type, std::move(arguments), range);
}

}  // namespace lakebolt
