#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <deque>

#include "base/cancellation_scope.h"
#include "expression/eval_node.h"
#include "expression/evaluator.h"
#include "function/cast.h"
#include "function/domain_check.h"
#include "plan/binder/coercion.h"
#include "plan/binder/collation.h"
#include "plan/binder/expression_binder.h"
#include "plan/binder/generators.h"
#include "plan/binder/short_case.h"
#include "plan/binder/time_window.h"
#include "plan/binder/unit_argument.h"
#include "plan/binder/unnest_lists.h"
#include "sql/formatter.h"

namespace lakebolt {

namespace {

/// Lists functions that the binder makes into expressions of their own.
constexpr std::array<std::string_view, 8> kConditionalFunctions = {
    "coalesce", "ifnull", "nvl", "nullif", "if", "iff", "greatest", "least"};

/// Returns the value of an expression without columns, unless computing it fails. None either where
/// it takes much memory: no function is bound by such a one, and as a Value it would take far more.
std::optional<Value> FoldedValue(const ExprPtr& expr) {
  constexpr size_t kMostBytes = size_t{1} << 20;
  if (!IsFoldable(*expr)) return std::nullopt;
  try {
    const Vector value = EvaluateOneRow(expr);
    if (value.MemoryBytes() > kMostBytes) return std::nullopt;
    return value.GetValue(0);
  } catch (const UserError&) {
    CheckCancellation();
    return std::nullopt;  // the query fails, or not, when rows come
  }
}

bool IsSchemaName(const std::string& folded) {
  return folded == "main" || folded == "pg_catalog" || folded == "system";
}

bool IsConditional(const std::string& name) {
  for (const std::string_view known : kConditionalFunctions) {
    if (name == known) return true;
  }
  return false;
}

/// Tells functions that ask for the session or the catalog, which the registry does not know.
bool IsSessionFunction(const std::string& name) {
  constexpr std::array<std::string_view, 12> kNames = {
      "nextval",         "currval",        "setval",           "getvariable",
      "current_setting", "current_schema", "current_database", "current_catalog",
      "current_schemas", "txid_current",   "in_search_path",   "version"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

/// Resolves a call; null when there is no such overload.
std::shared_ptr<const BoundScalar> BindOrNull(const FunctionRegistry& functions,
                                              const std::string& name,
                                              const std::vector<LogicalType>& types,
                                              SourceRange range,
                                              std::span<const Value* const> constants) {
  try {
    return functions.BindScalar(name, types, range, constants);
  } catch (const UserError&) {
    return nullptr;
  }
}

/// Resolves a call as Spark does, which writes numbers, dates and so on as text where text is
/// wanted: with as few arguments so as can be, or at last by whatever casts there are.
template <typename Bind>
std::shared_ptr<const BoundScalar> BindAsText(const std::vector<LogicalType>& types,
                                              const Bind& bind) {
  constexpr size_t kMostTried = 6;  // arguments, of which all choices are tried
  std::vector<size_t> plain;
  for (size_t i = 0; i < types.size(); ++i) {
    const TypeId id = types[i].id();
    const bool text = id == TypeId::kVarchar || id == TypeId::kBlob || id == TypeId::kNull;
    if (!text && !types[i].IsNested()) plain.push_back(i);
  }
  if (plain.empty()) return nullptr;
  const uint32_t choices = 1U << std::min(plain.size(), kMostTried);
  std::vector<uint32_t> order;
  for (uint32_t choice = 1; choice < choices; ++choice) order.push_back(choice);
  std::stable_sort(order.begin(), order.end(),
                   [](uint32_t a, uint32_t b) { return std::popcount(a) < std::popcount(b); });
  for (const uint32_t choice : order) {
    std::vector<LogicalType> loose = types;
    for (size_t i = 0; i < plain.size() && i < kMostTried; ++i) {
      if ((choice >> i & 1) != 0) loose[plain[i]] = TypeId::kVarchar;
    }
    if (auto function = bind(loose)) return function;
  }
  std::vector<LogicalType> loose = types;
  for (const size_t i : plain) loose[i] = TypeId::kNull;
  return bind(loose);
}

/// Resolves a call as Spark does where numbers are wanted of texts: as DOUBLE where that will do.
template <typename Bind>
std::shared_ptr<const BoundScalar> BindAsDouble(const std::vector<LogicalType>& types,
                                                const Bind& bind) {
  const auto is_text = [](const LogicalType& type) { return type.id() == TypeId::kVarchar; };
  if (std::none_of(types.begin(), types.end(), is_text)) return nullptr;
  std::vector<LogicalType> loose = types;
  std::replace_if(loose.begin(), loose.end(), is_text, LogicalType(TypeId::kFloat64));
  auto function = bind(loose);
  for (size_t i = 0; function && i < types.size(); ++i) {
    if (is_text(types[i]) && function->arguments.at(i).id() != TypeId::kFloat64) return nullptr;
  }
  return function;
}

/// Casts the arguments of a call of "spark:name" as Spark does where no overload takes them.
void CastAsSpark(const FunctionRegistry& functions, const std::string& name,
                 std::vector<ExprPtr>& arguments, SourceRange range) {
  std::vector<LogicalType> types;
  std::vector<LogicalType> loose;
  std::vector<const Value*> constants;
  for (const ExprPtr& argument : arguments) {
    types.push_back(argument->type());
    const bool is_text = types.back().id() == TypeId::kVarchar;
    loose.push_back(is_text ? LogicalType(TypeId::kNull) : types.back());
    const bool constant = argument->kind() == ExprKind::kConstant;
    constants.push_back(constant ? &As<ConstantExpr>(argument).value() : nullptr);
  }
  if (BindOrNull(functions, name, types, range, constants)) return;
  auto function = BindOrNull(functions, name, loose, range, constants);
  if (!function) {
    function = BindAsText(types, [&](const std::vector<LogicalType>& tried) {
      return BindOrNull(functions, name, tried, range, constants);
    });
  }
  if (!function) return;  // which Call says of the types as they are
  for (size_t i = 0; i < arguments.size() && i < function->arguments.size(); ++i) {
    arguments[i] = CoerceTo(std::move(arguments[i]), function->arguments[i]);
  }
}

/// Refuses a text as a whole number that is none: where nobody said INTEGER, '1.5' is not 2.
void CheckWhole(const Expr& argument, const LogicalType& type, SourceRange range) {
  if (!type.IsInteger() || !IsStringLiteral(argument)) return;
  const Value& text = As<ConstantExpr>(argument).value();
  const Value exact = CastValue(text, TypeId::kFloat64, CastMode::kTry);
  if (exact.IsNull() || exact.floating() == std::trunc(exact.floating())) return;
  throw UserError(ErrorCode::kTypeMismatch,
                  "'" + text.string() + "' is no whole number, and is wanted as " + type.ToString(),
                  range, "write it without quotes, or cast it");
}

bool TakesLambda(const sql::FunctionCallExpression& call) {
  return std::any_of(call.arguments.begin(), call.arguments.end(), [](const auto& argument) {
    return argument.value->kind == sql::ExpressionKind::kLambda;
  });
}

}  // namespace

ExprPtr ExpressionBinder::BindCall(const sql::FunctionCallExpression& call) {
  const SourceRange range = Where(call);
  const std::string name = state_.FunctionKey(FoldName(call.name.back().text));
  const bool plain =
      call.name.size() == 1 || (call.name.size() == 2 && IsSchemaName(FoldName(call.name[0].text)));
  if (ExprPtr macro = BindMacroCall(call)) return macro;
  if (!plain) return BindMethodCall(call, name);
  if (!call.over && IsTimeWindow(name) && SpeaksSpark()) {
    return BindColumn(call.name, range);  // AddTimeWindow has put it into FROM
  }
  if (!call.over && IsUnnest(name)) return BindUnnest(call);
  if (!call.over && IsGenerator(name)) return BindGenerator(call);
  if (!call.over && name == "generate_subscripts") return BindSubscripts(call);
  if (!call.over && name == "regexp_split_to_table") {
    ExprPtr parts = Call("regexp_split_to_array", BindArguments(call), range);
    return AddUnnest(std::move(parts), name, range);
  }
  if (call.over) {
    // A window function comes before the aggregate that the dialect has of its name, but for calls
    // that only the aggregate takes: first_value(x, true).
    const std::string folded = FoldName(call.name.back().text);
    const bool aggregates = call.arguments.size() > 1 && state_.functions().HasAggregate(name);
    return BindWindow(call, !aggregates && state_.windows().Find(folded) ? folded : name);
  }
  if (name == "grouping" || name == "grouping_id") return BindGrouping(call);
  if (name == "alias" && call.arguments.size() == 1 && !call.arguments[0].name) {
    Bind(*call.arguments[0].value);  // what it names has to be there
    return MakeConstant(Value::Varchar(sql::DefaultColumnName(*call.arguments[0].value)));
  }
  if (name == "try" && call.arguments.size() == 1) return BindTry(*call.arguments[0].value, range);
  if (!TakesLambda(call) && state_.functions().HasAggregate(name)) {
    return BindAggregate(call, name);
  }
  return BindScalarCall(call, name);
}

ExprPtr ExpressionBinder::BindScalarCall(const sql::FunctionCallExpression& call,
                                         const std::string& name) {
  const SourceRange range = Where(call);
  if (state_.windows().Find(name) != nullptr && !state_.functions().HasScalar(name)) {
    throw UserError(ErrorCode::kInvalidQuery, "\"" + name + "\" is a window function", range,
                    "write " + name + "(…) OVER (…)");
  }
  if (call.distinct || call.filter || !call.order_by.empty() || !call.within_group.empty() ||
      call.null_treatment != sql::NullTreatment::kUnspecified) {
    if (!state_.functions().HasScalar(name) && !IsConditional(name))
      ThrowUnknownFunction(name, range);
    throw UserError(ErrorCode::kInvalidQuery,
                    "\"" + name + "\" is no aggregate: DISTINCT, FILTER and ORDER BY do not apply",
                    range);
  }
  if (name == "union_value") return BindUnionValue(call);
  if (name == "struct_pack" || name == "row") return BindStructPack(call);
  if (name == "struct" || name == "named_struct") return BindNamedStruct(call);
  if (name == "struct_insert" || name == "struct_update") {
    return BindStructUpdate(call, name == "struct_insert");
  }
  if (IsConditional(name) || IsShortCase(name, call.arguments.size())) {
    return BindConditionalCall(name, call);
  }
  if (state_.context().session_functions && IsSessionFunction(name)) {
    if (ExprPtr bound = state_.context().session_functions(name, BindArguments(call), range)) {
      return bound;
    }
  }
  if (!state_.functions().HasScalar(name))
    ThrowUnknownFunction(name, state_.Where(call.name.back().range));
  if (TakesLambda(call)) return BindLambdaCall(call, name, nullptr);
  std::vector<ExprPtr> arguments = BindArguments(call);
  if (FoldName(call.name.back().text).starts_with("spark:")) {
    CastAsSpark(state_.functions(), name, arguments, range);
  }
  return Call(name, std::move(arguments), range);
}

ExprPtr ExpressionBinder::BindMethodCall(const sql::FunctionCallExpression& call,
                                         const std::string& name) {
  // x.upper() is upper(x).
  if (!state_.functions().HasScalar(name))
    ThrowUnknownFunction(name, state_.Where(call.name.back().range));
  sql::QualifiedName first(call.name.begin(), call.name.end() - 1);
  std::vector<ExprPtr> arguments;
  arguments.push_back(BindColumn(first, {first.front().range.begin, first.back().range.end}));
  if (TakesLambda(call)) return BindLambdaCall(call, name, std::move(arguments[0]));
  for (ExprPtr& argument : BindArguments(call)) arguments.push_back(std::move(argument));
  return Call(name, std::move(arguments), Where(call));
}

std::vector<ExprPtr> ExpressionBinder::BindArguments(const sql::FunctionCallExpression& call) {
  std::vector<ExprPtr> arguments;
  arguments.reserve(call.arguments.size());
  const std::string name = state_.FunctionKey(FoldName(call.name.back().text));
  const auto unit = UnitArgument(name, call);
  for (const sql::FunctionArgument& argument : call.arguments) {
    if (unit && arguments.empty()) {
      arguments.push_back(std::make_shared<ConstantExpr>(Value::Varchar(*unit), Where(call)));
      continue;
    }
    if (argument.name) {
      throw UserError(ErrorCode::kNotSupported,
                      "\"" + sql::JoinName(call.name) + "\" takes no named arguments",
                      state_.Where(argument.name->range));
    }
    BindUnpacked(*argument.value, arguments);
  }
  return arguments;
}

std::shared_ptr<const BoundScalar> ExpressionBinder::ResolveScalar(
    const std::string& name, const std::vector<ExprPtr>& arguments, SourceRange range) {
  std::vector<LogicalType> types;
  types.reserve(arguments.size());
  std::vector<const Value*> constants;  // the result type of round(x, 2) hangs on the 2
  std::deque<Value> folded;             // so does a struct's on a list of names
  for (const ExprPtr& argument : arguments) {
    types.push_back(argument->type());
    const bool constant = argument->kind() == ExprKind::kConstant;
    constants.push_back(constant ? &As<ConstantExpr>(argument).value() : nullptr);
    if (!constant && argument->type().IsNested()) {
      if (auto value = FoldedValue(argument)) {
        constants.back() = &folded.emplace_back(std::move(*value));
      }
    }
  }
  try {
    auto function = state_.functions().BindScalar(name, types, range, constants);
    if (!HasDomain(function->name) || state_.GetBool("ieee_floating_point_ops")) return function;
    return std::make_shared<const BoundScalar>(CheckDomain(*function));
  } catch (const UserError& error) {
    if (error.code() != ErrorCode::kTypeMismatch) throw;
    const auto bind = [&](const std::vector<LogicalType>& loose) {
      return BindOrNull(state_.functions(), name, loose, range, constants);
    };
    // String literals may be cast to any type, and any text in Spark: let them fit like NULL does.
    const std::string& dialect = state_.context().settings->Get("function_dialect");
    const bool spark = dialect == "spark";
    const bool narrows = dialect == "datafusion";  // whose whole numbers are all BIGINT
    std::vector<LogicalType> loose = types;
    for (size_t i = 0; i < arguments.size(); ++i) {
      const bool is_text = spark && types[i].id() == TypeId::kVarchar;
      if (is_text || IsStringLiteral(*arguments[i])) loose[i] = TypeId::kNull;
      if (narrows && types[i].id() == TypeId::kInt64) loose[i] = TypeId::kInt32;
    }
    std::shared_ptr<const BoundScalar> function = spark ? BindAsDouble(types, bind) : nullptr;
    if (!function && loose != types) function = bind(loose);
    if (!function && spark) function = BindAsText(types, bind);
    if (!function) throw;
    return function;
  }
}

ExprPtr ExpressionBinder::Call(const std::string& name, std::vector<ExprPtr> arguments,
                               SourceRange range) {
  if (ComparesText(name)) CollateTogether(arguments, state_, range);
  const auto function = PassCollationOn(ResolveScalar(name, arguments, range), arguments, range);
  for (size_t i = 0; i < arguments.size() && i < function->arguments.size(); ++i) {
    const bool text = arguments[i]->type() == LogicalType(TypeId::kVarchar);
    if (text && function->arguments[i].IsInteger() && SpeaksSpark()) {
      arguments[i] = ReadWholeText(std::move(arguments[i]), function->arguments[i], false, range);
      continue;
    }
    CheckWhole(*arguments[i], function->arguments[i], range);
    arguments[i] = CoerceTo(std::move(arguments[i]), function->arguments[i]);
  }
  return std::make_shared<CallExpr>(function, std::move(arguments), range);
}

void ExpressionBinder::ThrowUnknownFunction(const std::string& name, SourceRange range) {
  std::vector<std::string> known;
  for (const auto& [key, function] : state_.functions().scalars()) {
    known.push_back(key);
    known.insert(known.end(), function.aliases.begin(), function.aliases.end());
  }
  for (const auto& [key, function] : state_.functions().aggregates()) {
    known.push_back(key);
    known.insert(known.end(), function.aliases.begin(), function.aliases.end());
  }
  for (const auto& [key, function] : state_.windows().functions()) known.push_back(key);
  known.insert(known.end(), kConditionalFunctions.begin(), kConditionalFunctions.end());
  throw UserError(ErrorCode::kUnknownFunction, "there is no function \"" + name + "\"", range,
                  DidYouMean(name, known));
}

ExprPtr ExpressionBinder::CallIfKnown(const std::vector<std::string>& names,
                                      std::vector<ExprPtr> arguments, const std::string& what,
                                      SourceRange range) {
  for (const std::string& name : names) {
    if (state_.functions().HasScalar(name)) return Call(name, std::move(arguments), range);
  }
  throw UserError(ErrorCode::kNotSupported, what + " is not supported yet", range);
}

}  // namespace lakebolt
