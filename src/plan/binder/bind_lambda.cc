// Calls of functions that take lambdas. A lambda's body is bound like any expression, with its
// parameters as columns of their own; then parameters become positions, and the largest parts that
// use none of them become captures, computed once a row instead of once an element. TRY(x) is such
// a call too: x is the body of a lambda without parameters, so that the function computes it.

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "expression/evaluator.h"
#include "function/invoke.h"
#include "function/try_rows.h"
#include "plan/binder/coercion.h"
#include "plan/binder/evaluate_once.h"
#include "plan/binder/expression_binder.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

namespace {

/// Makes parameters visible to names while it lives.
class ParameterGuard {
 public:
  ParameterGuard(QueryLevel& level, const Relation& parameters) : level_(level) {
    level.lambdas.push_back(&parameters);
  }
  ~ParameterGuard() { level_.lambdas.pop_back(); }
  ParameterGuard(const ParameterGuard&) = delete;
  ParameterGuard& operator=(const ParameterGuard&) = delete;

 private:
  QueryLevel& level_;
};

/// Turns a bound body into one over positions.
class BodyCloser {
 public:
  explicit BodyCloser(const Relation& parameters) {
    for (const ScopeColumn& parameter : parameters.columns()) {
      positions_.emplace(parameter.id, static_cast<uint32_t>(positions_.size()));
    }
  }

  ExprPtr Close(const ExprPtr& body) {
    Look(*body);
    return Rewrite(body);
  }

  std::vector<ExprPtr> TakeCaptures() { return std::move(captures_); }

 private:
  struct Use {
    bool parameters = false;
    bool columns = false;  // others than the parameters
  };

  /// Notes for each part what it refers to.
  Use Look(const Expr& expr) {
    Use use;
    if (expr.kind() == ExprKind::kColumn || expr.kind() == ExprKind::kSubquery) {
      ColumnSet columns;
      CollectColumns(expr, columns);
      use.columns = expr.kind() == ExprKind::kSubquery;
      for (const ColumnId id : columns) {
        (positions_.contains(id) ? use.parameters : use.columns) = true;
      }
    }
    for (const ExprPtr& child : expr.children()) {
      const Use part = Look(*child);
      use.parameters |= part.parameters;
      use.columns |= part.columns;
    }
    uses_[&expr] = use;
    return use;
  }

  ExprPtr Rewrite(const ExprPtr& expr) {
    const Use use = uses_.at(expr.get());
    const bool is_column = expr->kind() == ExprKind::kColumn;
    const bool is_subquery = expr->kind() == ExprKind::kSubquery;
    if (is_column && use.parameters) {
      const auto& column = As<ColumnExpr>(expr);
      return std::make_shared<InputExpr>(positions_.at(column.id()), column.type(), column.name());
    }
    if (is_subquery && use.parameters) {
      throw UserError(ErrorCode::kNotSupported,
                      "a subquery cannot use the parameters of a lambda around it", expr->range());
    }
    // What may fail is computed only where there is an element to compute it for.
    const bool captured = use.columns && !use.parameters &&
                          (is_column || is_subquery || (!CanFail(*expr) && !IsVolatile(*expr)));
    if (captured && expr->kind() != ExprKind::kLambda) return Capture(expr);
    std::vector<ExprPtr> children;
    for (const ExprPtr& child : expr->children()) children.push_back(Rewrite(child));
    return children.empty() ? expr : expr->WithChildren(std::move(children));
  }

  ExprPtr Capture(const ExprPtr& expr) {
    const auto known = std::find_if(captures_.begin(), captures_.end(),
                                    [&](const ExprPtr& other) { return other->Equals(*expr); });
    const auto place = static_cast<uint32_t>(known - captures_.begin());
    if (known == captures_.end()) captures_.push_back(expr);
    return std::make_shared<InputExpr>(static_cast<uint32_t>(positions_.size()) + place,
                                       expr->type(), expr->ToString());
  }

  std::unordered_map<ColumnId, uint32_t> positions_;
  std::unordered_map<const Expr*, Use> uses_;
  std::vector<ExprPtr> captures_;
};

bool IsLambda(const sql::FunctionCallExpression& call, size_t i) {
  return call.arguments[i].value->kind == sql::ExpressionKind::kLambda;
}

/// Tells whether the overload has its lambdas where the call (with `shift` arguments before it)
/// has.
bool FitsShape(const ScalarOverload& overload, const sql::FunctionCallExpression& call,
               size_t shift) {
  if (overload.parameters.size() != call.arguments.size() + shift) return false;
  size_t lambdas = 0;
  for (size_t i = 0; i < call.arguments.size(); ++i) lambdas += IsLambda(call, i) ? 1 : 0;
  if (lambdas != overload.lambdas.size()) return false;
  return std::all_of(overload.lambdas.begin(), overload.lambdas.end(),
                     [&](const LambdaParameter& lambda) {
                       return lambda.argument >= shift && IsLambda(call, lambda.argument - shift);
                     });
}

/// Casts what a lambda gives.
ExprPtr CoerceLambda(const ExprPtr& lambda, const LogicalType& type) {
  if (lambda->type() == type) return lambda;
  const auto& node = As<LambdaExpr>(lambda);
  return std::make_shared<LambdaExpr>(node.parameters(), CoerceTo(node.body(), type),
                                      node.children(), node.range());
}

/// Throws where computing a value again would mean something else.
void RequireTriable(const Expr& value, SourceRange range) {
  if (IsVolatile(value)) {
    throw UserError(ErrorCode::kInvalidQuery, "TRY of a volatile function", range);
  }
  VisitExpr(value, [&](const Expr& node) {
    if (node.kind() == ExprKind::kSubquery) {
      throw UserError(ErrorCode::kInvalidQuery, "TRY of a subquery", range,
                      "write TRY in the subquery, around what may fail");
    }
    return true;
  });
}

}  // namespace

ExprPtr EvaluateOnce(BinderState& state, const ExprPtr& value,
                     const std::function<ExprPtr(const ExprPtr&)>& use) {
  if (!IsVolatile(*value)) return use(value);
  const Relation parameter("", {{"value", value->type(), state.NewColumn(), nullptr}});
  BodyCloser closer(parameter);
  ExprPtr body = closer.Close(use(parameter.columns()[0].Reference(value->range())));
  auto function = std::make_shared<BoundScalar>(MakeInvokeFunction(body->type(), {value->type()}));
  auto lambda = std::make_shared<LambdaExpr>(std::vector<std::string>{"value"}, std::move(body),
                                             closer.TakeCaptures(), value->range());
  return std::make_shared<CallExpr>(std::move(function),
                                    std::vector<ExprPtr>{std::move(lambda), value}, value->range());
}

void ExpressionBinder::RejectInTry(const char* what, SourceRange range) const {
  if (!in_try_) return;
  throw UserError(ErrorCode::kInvalidQuery, std::string("TRY of ") + what, range,
                  "TRY computes what stands in it row by row; name the value in a subquery first");
}

ExprPtr ExpressionBinder::BindTry(const sql::Expression& operand, SourceRange range) {
  const bool around = std::exchange(in_try_, true);
  ExprPtr value = Bind(operand);
  in_try_ = around;
  RequireTriable(*value, range);
  if (IsFoldable(*value)) {
    try {
      return std::make_shared<ConstantExpr>(EvaluateConstant(value), range);
    } catch (const UserError& error) {
      if (!IsValueError(error)) throw;
      return std::make_shared<ConstantExpr>(Value(value->type()), range);
    }
  }
  if (!CanFail(*value)) return value;
  if (value->kind() == ExprKind::kCast && !CanFail(*value->child(0))) {
    return std::make_shared<CastExpr>(value->child(0), value->type(), true, range);
  }
  BodyCloser closer(Relation("", {}));
  ExprPtr body = closer.Close(value);
  auto lambda = std::make_shared<LambdaExpr>(std::vector<std::string>{}, std::move(body),
                                             closer.TakeCaptures(), range);
  return std::make_shared<CallExpr>(std::make_shared<BoundScalar>(MakeTryFunction(value->type())),
                                    std::vector<ExprPtr>{std::move(lambda)}, range);
}

ExprPtr ExpressionBinder::FindLambdaParameter(const QueryLevel& level, const std::string& folded,
                                              SourceRange range) const {
  for (auto lambda = level.lambdas.rbegin(); lambda != level.lambdas.rend(); ++lambda) {
    const ScopeColumn* parameter = (*lambda)->Find(folded);
    if (parameter != nullptr) return parameter->Reference(range);
  }
  return nullptr;
}

void ExpressionBinder::RejectLambdaParameters(const std::vector<ExprPtr>& arguments,
                                              SourceRange range, const std::string& what,
                                              const std::string& hint) const {
  ColumnSet columns;
  for (const QueryLevel* level = &level_; level != nullptr; level = level->outer) {
    if (level->lambdas.empty()) continue;
    if (columns.empty()) {
      for (const ExprPtr& argument : arguments) CollectColumns(*argument, columns);
    }
    for (const Relation* lambda : level->lambdas) {
      for (const ScopeColumn& parameter : lambda->columns()) {
        if (!columns.contains(parameter.id)) continue;
        throw UserError(
            ErrorCode::kInvalidQuery,
            what + " cannot use \"" + parameter.name + "\", a parameter of the lambda around it",
            range, hint);
      }
    }
  }
}

ExprPtr ExpressionBinder::BindArrow(const sql::LambdaExpression& lambda) {
  if (!lambda.arrow || lambda.parameters.size() != 1) {
    throw UserError(ErrorCode::kInvalidQuery,
                    "a lambda can stand only as an argument of a function that takes one",
                    Where(lambda));
  }
  // x -> y is JSON's arrow where no lambda is wanted.
  std::vector<ExprPtr> arguments;
  arguments.push_back(BindColumn({lambda.parameters[0]}, lambda.parameters[0].range));
  arguments.push_back(Bind(*lambda.body));
  return CallIfKnown({"->", "json_extract"}, std::move(arguments), "->", Where(lambda));
}

ExprPtr ExpressionBinder::BindLambda(const sql::LambdaExpression& lambda,
                                     const LambdaParameter& parameter,
                                     const std::vector<LogicalType>& types) {
  const SourceRange range = Where(lambda);
  const size_t count = lambda.parameters.size();
  if (count < parameter.fewest || count > parameter.most || count > types.size()) {
    std::string wanted = std::to_string(parameter.fewest);
    if (parameter.most > parameter.fewest) wanted += " to " + std::to_string(parameter.most);
    throw UserError(ErrorCode::kTypeMismatch,
                    "this lambda takes " + wanted + " parameters, not " + std::to_string(count),
                    range);
  }
  std::vector<ScopeColumn> columns;
  std::vector<std::string> names;
  for (size_t i = 0; i < count; ++i) {
    const std::string& name = lambda.parameters[i].text;
    for (const std::string& other : names) {
      if (FoldName(other) != FoldName(name)) continue;
      throw UserError(ErrorCode::kDuplicateName, "the lambda has two parameters \"" + name + "\"",
                      state_.Where(lambda.parameters[i].range));
    }
    names.push_back(name);
    columns.push_back({name, types[i], state_.NewColumn(), nullptr});
  }
  const Relation relation("", std::move(columns));
  const ParameterGuard guard(level_, relation);
  BodyCloser closer(relation);
  ExprPtr body = closer.Close(Bind(*lambda.body));
  return std::make_shared<LambdaExpr>(std::move(names), std::move(body), closer.TakeCaptures(),
                                      range);
}

ExprPtr ExpressionBinder::TryLambdaOverload(const sql::FunctionCallExpression& call,
                                            const std::string& name, const ScalarOverload& overload,
                                            std::vector<ExprPtr> arguments) {
  const size_t shift = arguments.size() - call.arguments.size();
  std::vector<LogicalType> types;
  for (const ExprPtr& argument : arguments) {
    types.push_back(argument ? argument->type() : LogicalType(TypeId::kNull));
  }
  for (const LambdaParameter& parameter : overload.lambdas) {
    const auto parameter_types = parameter.types(types);
    if (!parameter_types) return nullptr;
    const size_t place = parameter.argument;
    arguments[place] =
        BindLambda(sql::As<sql::LambdaExpression>(*call.arguments[place - shift].value), parameter,
                   *parameter_types);
    types[place] = arguments[place]->type();
  }
  const SourceRange range = Where(call);
  const auto function = state_.functions().BindLambdaCall(name, overload, types, range);
  for (size_t i = 0; i < arguments.size(); ++i) {
    const LogicalType& wanted = function->arguments[i];
    arguments[i] = arguments[i]->kind() == ExprKind::kLambda ? CoerceLambda(arguments[i], wanted)
                                                             : CoerceTo(arguments[i], wanted);
  }
  return std::make_shared<CallExpr>(function, std::move(arguments), range);
}

ExprPtr ExpressionBinder::BindLambdaCall(const sql::FunctionCallExpression& call,
                                         const std::string& name, ExprPtr receiver) {
  const auto overloads = state_.functions().LambdaOverloads(name);
  const bool may_be_json =
      std::all_of(call.arguments.begin(), call.arguments.end(), [](const auto& argument) {
        return argument.value->kind != sql::ExpressionKind::kLambda ||
               sql::As<sql::LambdaExpression>(*argument.value).arrow;
      });
  std::vector<ExprPtr> arguments;
  if (receiver) arguments.push_back(std::move(receiver));
  const size_t shift = arguments.size();
  if (overloads.empty() && may_be_json) {
    for (ExprPtr& argument : BindArguments(call)) arguments.push_back(std::move(argument));
    return Call(name, std::move(arguments), Where(call));
  }
  for (size_t i = 0; i < call.arguments.size(); ++i) {
    arguments.push_back(IsLambda(call, i) ? nullptr : Bind(*call.arguments[i].value));
  }
  for (const ScalarOverload* overload : overloads) {
    if (!FitsShape(*overload, call, shift)) continue;
    if (ExprPtr bound = TryLambdaOverload(call, name, *overload, arguments)) return bound;
  }
  throw UserError(ErrorCode::kTypeMismatch, "no overload of " + name + " takes these arguments",
                  Where(call), "there is " + state_.functions().Signatures(name));
}

}  // namespace lakebolt
