#include <functional>
#include <memory>
#include <optional>

#include "expression/evaluator.h"
#include "function/cast.h"
#include "plan/binder/expression_binder.h"
#include "plan/binder/from_binder.h"
#include "plan/binder/literal.h"
#include "plan/binder/macro_argument.h"
#include "plan/binder/query_binder.h"
#include "plan/binder/struct_functions.h"
#include "sql/formatter.h"
#include "sql/parser.h"

namespace lakebolt {

namespace {

/// Sets the macro being bound while it lives.
class MacroGuard {
 public:
  MacroGuard(BinderState& state, const MacroFrame* frame, bool in_body)
      : state_(state), before_(state.macro_frame()), in_body_(in_body) {
    state_.SetMacroFrame(frame);
    // The text of the body is not the user's: errors have no place in it.
    if (in_body_) state_.open_views().emplace_back("macro");
  }
  ~MacroGuard() {
    state_.SetMacroFrame(before_);
    if (in_body_) state_.open_views().pop_back();
  }
  MacroGuard(const MacroGuard&) = delete;
  MacroGuard& operator=(const MacroGuard&) = delete;

 private:
  BinderState& state_;
  const MacroFrame* before_;
  bool in_body_;
};

/// Holds the body chosen for a call, and the expressions that fill up its arguments.
struct MacroUse {
  const MacroBody* body = nullptr;
  MacroFrame frame;
  std::vector<sql::ExpressionPtr> owned;  // defaults and casts
};

/// Binds an argument to learn its type.
using BindArgument = std::function<ExprPtr(const sql::Expression&)>;

/// Casts an argument to the parameter's type.
void CastArgument(const std::string& parameter, const std::string& type, MacroUse& use) {
  const sql::Expression& value = *use.frame.arguments[parameter];
  use.owned.push_back(sql::ParseExpression("CAST(" + sql::ToSql(value) + " AS " + type + ")"));
  use.frame.arguments[parameter] = use.owned.back().get();
}

/// Fits arguments to a body; returns how dear their casts are, or nothing when they do not fit.
std::optional<int> Fit(const MacroBody& body, const std::vector<sql::FunctionArgument>& arguments,
                       const NameResolver& names, const BindArgument& bind, MacroUse& use) {
  constexpr int kUntypedCost = 1000;
  size_t position = 0;
  int cost = 0;
  for (const sql::FunctionArgument& argument : arguments) {
    std::string parameter;
    if (argument.name) {
      parameter = FoldName(argument.name->text);
      bool known = false;
      for (const std::string& name : body.parameters) known |= FoldName(name) == parameter;
      if (!known) return std::nullopt;
    } else {
      if (position == body.parameters.size()) return std::nullopt;
      parameter = FoldName(body.parameters[position++]);
    }
    if (!use.frame.arguments.emplace(parameter, argument.value.get()).second) return std::nullopt;
    const auto type = body.types.find(parameter);
    if (type == body.types.end()) {
      cost += kUntypedCost;
      continue;
    }
    const LogicalType wanted = ResolveType(sql::ParseTypeName(type->second), names, {});
    const auto dear = MacroArgumentCost(*argument.value, bind(*argument.value), wanted);
    if (!dear) return std::nullopt;
    cost += *dear;
  }
  for (const std::string& name : body.parameters) {
    const std::string parameter = FoldName(name);
    if (use.frame.arguments.contains(parameter)) continue;
    const auto value = body.defaults.find(parameter);
    if (value == body.defaults.end()) return std::nullopt;
    use.owned.push_back(sql::ParseExpression(value->second));
    use.frame.arguments[parameter] = use.owned.back().get();
  }
  for (const auto& [parameter, type] : body.types) CastArgument(parameter, type, use);
  use.body = &body;
  return cost;
}

MacroUse ChooseBody(const MacroEntry& macro, const std::vector<sql::FunctionArgument>& arguments,
                    const NameResolver& names, const BindArgument& bind, SourceRange range) {
  std::optional<MacroUse> best;
  std::optional<int> least;
  bool ambiguous = false;
  std::string forms;
  for (const MacroBody& body : macro.bodies) {
    MacroUse use;
    const std::optional<int> cost = Fit(body, arguments, names, bind, use);
    ambiguous = cost && least == cost ? true : ambiguous && !(cost && *cost < *least);
    if (cost && (!least || *cost < *least)) {
      least = cost;
      best = std::move(use);
    }
    std::string form;
    for (const std::string& parameter : body.parameters) {
      const auto type = body.types.find(FoldName(parameter));
      form += (form.empty() ? "" : ", ") + parameter;
      if (type != body.types.end()) form += " " + type->second;
      const auto value = body.defaults.find(FoldName(parameter));
      if (value != body.defaults.end()) form += " := " + value->second;
    }
    forms += (forms.empty() ? "" : ", ") + macro.name + "(" + form + ")";
  }
  if (ambiguous) {
    throw UserError(ErrorCode::kAmbiguousName,
                    "several bodies of the macro \"" + macro.name + "\" take these arguments",
                    range, "there is " + forms + "; cast the arguments");
  }
  if (best) return std::move(*best);
  throw UserError(ErrorCode::kTypeMismatch,
                  "the macro \"" + macro.name + "\" does not take these arguments", range,
                  "there is " + forms);
}

}  // namespace

std::optional<int> MacroArgumentCost(const sql::Expression& argument, const ExprPtr& bound,
                                     const LogicalType& type) {
  if (bound->type() == type) return 0;
  const sql::Expression* literal = &argument;
  if (literal->kind == sql::ExpressionKind::kUnary) {
    literal = sql::As<sql::UnaryExpression>(*literal).operand.get();
  }
  if (literal->kind == sql::ExpressionKind::kLiteral) {
    const auto kind = sql::As<sql::LiteralExpression>(*literal).literal_kind;
    if (kind == sql::LiteralKind::kString || kind == sql::LiteralKind::kNull) return 1;
    if (kind == sql::LiteralKind::kInteger && type.IsInteger()) {
      // A number written out is of any type that holds it.
      const ExprPtr value = FoldConstants(bound);
      if (value->kind() != ExprKind::kConstant) return std::nullopt;
      if (CastValue(As<ConstantExpr>(value).value(), type, CastMode::kTry).IsNull()) {
        return std::nullopt;
      }
      return 1;
    }
  }
  return ImplicitCastCost(bound->type(), type);
}

ExprPtr ExpressionBinder::BindMacroParameter(const std::vector<std::string>& folded,
                                             const sql::QualifiedName& name, SourceRange range) {
  const MacroFrame* frame = state_.macro_frame();
  if (frame == nullptr) return nullptr;
  const auto found = frame->arguments.find(folded[0]);
  if (found == frame->arguments.end()) return nullptr;
  const MacroGuard guard(state_, frame->outer, false);
  ExprPtr value = Bind(*found->second);
  for (size_t i = 1; i < name.size(); ++i) value = MakeFieldAccess(value, name[i].text, range);
  return value;
}

ExprPtr ExpressionBinder::BindMacroCall(const sql::FunctionCallExpression& call) {
  const auto found = state_.names().Find(NameKind::kMacro, PartsOf(call.name));
  if (!found) return nullptr;
  const auto& macro = lakebolt::As<MacroEntry>(*found.entry);
  MacroUse use = ChooseBody(
      macro, call.arguments, state_.names(),
      [&](const sql::Expression& argument) { return Bind(argument); }, Where(call));
  use.frame.outer = state_.macro_frame();
  const sql::ExpressionPtr body = sql::ParseExpression(use.body->sql);
  const SourceRange range = Where(call);
  try {
    const MacroGuard guard(state_, &use.frame, true);
    return Bind(*body);
  } catch (const UserError& error) {
    throw error.At(range);
  }
}

BoundFrom FromBinder::UseMacro(const MacroEntry& macro, const sql::TableFunctionRef& ref) {
  const SourceRange range = state_.Where(ref.range);
  MacroUse use = ChooseBody(
      macro, ref.arguments, state_.names(),
      [&](const sql::Expression& argument) {
        const Scope no_names;
        QueryLevel level(nullptr, nullptr, &no_names, Clause::kFrom);
        return ExpressionBinder(state_, level).Bind(argument);
      },
      range);
  use.frame.outer = state_.macro_frame();
  try {
    const MacroGuard guard(state_, &use.frame, true);
    const auto body = sql::ParseQuery(use.body->sql);
    return FromQuery(QueryBinder(state_, outer_, nullptr).Bind(*body), macro.name, ref);
  } catch (const UserError& error) {
    throw error.At(range);
  }
}

}  // namespace lakebolt
