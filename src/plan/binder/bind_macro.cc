#include <memory>

#include "plan/binder/expression_binder.h"
#include "plan/binder/from_binder.h"
#include "plan/binder/query_binder.h"
#include "plan/binder/struct_functions.h"
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

/// Holds the body chosen for a call, and the defaults that fill up its arguments.
struct MacroUse {
  const MacroBody* body = nullptr;
  MacroFrame frame;
  std::vector<sql::ExpressionPtr> defaults;
};

/// Fits arguments to a body; false when they do not fit.
bool Fit(const MacroBody& body, const std::vector<sql::FunctionArgument>& arguments,
         MacroUse& use) {
  use.frame.arguments.clear();
  use.defaults.clear();
  size_t position = 0;
  for (const sql::FunctionArgument& argument : arguments) {
    std::string parameter;
    if (argument.name) {
      parameter = FoldName(argument.name->text);
      bool known = false;
      for (const std::string& name : body.parameters) known |= FoldName(name) == parameter;
      if (!known) return false;
    } else {
      if (position == body.parameters.size()) return false;
      parameter = FoldName(body.parameters[position++]);
    }
    if (!use.frame.arguments.emplace(parameter, argument.value.get()).second) return false;
  }
  for (const std::string& name : body.parameters) {
    const std::string parameter = FoldName(name);
    if (use.frame.arguments.contains(parameter)) continue;
    const auto value = body.defaults.find(parameter);
    if (value == body.defaults.end()) return false;
    use.defaults.push_back(sql::ParseExpression(value->second));
    use.frame.arguments[parameter] = use.defaults.back().get();
  }
  use.body = &body;
  return true;
}

MacroUse ChooseBody(const MacroEntry& macro, const std::vector<sql::FunctionArgument>& arguments,
                    SourceRange range) {
  MacroUse use;
  std::string forms;
  for (const MacroBody& body : macro.bodies) {
    if (Fit(body, arguments, use)) return use;
    std::string form;
    for (const std::string& parameter : body.parameters) {
      form += (form.empty() ? "" : ", ") + parameter;
      const auto value = body.defaults.find(FoldName(parameter));
      if (value != body.defaults.end()) form += " := " + value->second;
    }
    forms += (forms.empty() ? "" : ", ") + macro.name + "(" + form + ")";
  }
  throw UserError(ErrorCode::kTypeMismatch,
                  "the macro \"" + macro.name + "\" does not take these arguments", range,
                  "there is " + forms);
}

}  // namespace

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
  MacroUse use = ChooseBody(macro, call.arguments, Where(call));
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
  MacroUse use = ChooseBody(macro, ref.arguments, range);
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
