#include "function/registry.h"

#include <algorithm>
#include <cctype>
#include <type_traits>
#include <variant>

#include "base/ascii.h"
#include "function/cast.h"

namespace lakebolt {

namespace {

std::string TypeList(const std::vector<LogicalType>& types) {
  std::string out = "(";
  for (size_t i = 0; i < types.size(); ++i) {
    if (i > 0) out += ", ";
    out += types[i].ToString();
  }
  return out + ")";
}

/// Names a parameter of an overload that binds itself: there NULL stands for any type, and a
/// decimal, list, struct or map for all of its kind.
std::string ParameterName(const LogicalType& type, bool binds) {
  if (!binds) return type.ToString();
  switch (type.id()) {
    case TypeId::kNull: return "ANY";
    case TypeId::kDecimal: return "DECIMAL";
    case TypeId::kList: return "LIST";
    case TypeId::kStruct: return "STRUCT";
    case TypeId::kMap: return "MAP";
    case TypeId::kUnion: return "UNION";
    default: return type.ToString();
  }
}

bool Binds(const ScalarOverload& overload) {
  return overload.bind != nullptr || overload.bind_constants != nullptr;
}
bool Binds(const AggregateOverload& overload) {
  return overload.bind != nullptr || overload.bind_constants != nullptr;
}

/// Counts the arguments that binding has taken in; they are cast to nothing.
size_t TakenIn(const BoundScalar&) {
  return 0;
}
size_t TakenIn(const BoundAggregate& bound) {
  return bound.constants.size();
}

/// Tells whether argument `i` of an overload is a lambda.
bool IsLambda(const ScalarOverload& overload, size_t i) {
  return std::any_of(overload.lambdas.begin(), overload.lambdas.end(),
                     [&](const LambdaParameter& lambda) { return lambda.argument == i; });
}
bool IsLambda(const AggregateOverload&, size_t) {
  return false;
}

template <typename Overload>
std::string Signature(const std::string& name, const Overload& overload, bool variadic) {
  std::string out = name + "(";
  for (size_t i = 0; i < overload.parameters.size(); ++i) {
    if (i > 0) out += ", ";
    out +=
        IsLambda(overload, i) ? "LAMBDA" : ParameterName(overload.parameters[i], Binds(overload));
  }
  return out + (variadic ? ", ...)" : ")");
}

bool IsVariadic(const ScalarOverload& overload) {
  return overload.variadic;
}
bool IsVariadic(const AggregateOverload&) {
  return false;
}

/// Returns the cost of casting `actual`, but for the last `taken_in`, to `wanted` implicitly, or
/// nothing. An overload that binds itself may ask for the text of any value.
std::optional<int> MatchCost(const std::vector<LogicalType>& actual,
                             const std::vector<LogicalType>& wanted, bool binds, size_t taken_in) {
  constexpr int kToText = 149;
  if (actual.size() != wanted.size() + taken_in) return std::nullopt;
  int total = 0;
  for (size_t i = 0; i < wanted.size(); ++i) {
    auto cost = ImplicitCastCost(actual[i], wanted[i]);
    if (!cost && binds && wanted[i].id() == TypeId::kVarchar && CanCast(actual[i], wanted[i])) {
      cost = kToText;
    }
    if (!cost) return std::nullopt;
    total += *cost;
  }
  return total;
}

/// Lists the parameter types of an overload without `bind` for `count` arguments.
std::vector<LogicalType> Parameters(const ScalarOverload& overload, size_t count) {
  std::vector<LogicalType> wanted = overload.parameters;
  if (overload.variadic && !wanted.empty() && count + 1 >= wanted.size()) {
    wanted.resize(count, wanted.back());
  }
  return wanted;
}

/// Names what is called, so that a dialect's function is not taken for the general one of its name.
std::string BoundName(const ScalarFunction& function) {
  return function.dialect.empty() ? function.name : function.dialect + ":" + function.name;
}

std::optional<BoundScalar> TryBind(const ScalarFunction& function, const ScalarOverload& overload,
                                   const std::vector<LogicalType>& actual,
                                   std::span<const Value* const> constants) {
  if (!overload.lambdas.empty()) return std::nullopt;
  if (Binds(overload)) {
    const std::vector<const Value*> unknown(actual.size(), nullptr);
    auto bound = overload.bind_constants
                     ? overload.bind_constants(
                           actual, constants.size() == actual.size() ? constants : unknown)
                     : overload.bind(actual);
    if (!bound) return std::nullopt;
    bound->name = BoundName(function);
    if (function.traits.nulls == NullHandling::kSpecial)
      bound->traits.nulls = function.traits.nulls;
    bound->traits.volatility = std::max(bound->traits.volatility, function.traits.volatility);
    return bound;
  }
  return BoundScalar{BoundName(function), Parameters(overload, actual.size()),
                     overload.result,     function.traits,
                     overload.kernel,     {}};
}

std::optional<BoundAggregate> TryBind(const AggregateFunction& function,
                                      const AggregateOverload& overload,
                                      const std::vector<LogicalType>& actual,
                                      std::span<const Value* const> constants) {
  const std::vector<const Value*> unknown(actual.size(), nullptr);
  auto bound =
      overload.bind_constants
          ? overload.bind_constants(actual, constants.size() == actual.size() ? constants : unknown)
          : overload.bind(actual);
  if (bound) bound->name = function.name;
  return bound;
}

template <typename Function>
std::string AllSignatures(const Function& function) {
  std::string out;
  for (const auto& overload : function.overloads) {
    out += (out.empty() ? "" : ", ") + Signature(function.name, overload, IsVariadic(overload));
  }
  return out;
}

template <typename Function>
[[noreturn]] void ThrowNoOverload(const Function& function, const std::vector<LogicalType>& actual,
                                  SourceRange range) {
  throw UserError(ErrorCode::kTypeMismatch,
                  "no overload of " + function.name + " takes " + TypeList(actual), range,
                  "there is " + AllSignatures(function) + "; a cast may help");
}

/// Binds an overload, unless it reads a constant that is of another type than it expects.
template <typename Bound, typename Function, typename Overload>
std::optional<Bound> BindIfReadable(const Function& function, const Overload& overload,
                                    const std::vector<LogicalType>& actual,
                                    std::span<const Value* const> constants) {
  try {
    return TryBind(function, overload, actual, constants);
  } catch (const std::bad_variant_access&) {
    return std::nullopt;
  }
}

template <typename Bound, typename Function>
std::shared_ptr<const Bound> Resolve(const Function& function,
                                     const std::vector<LogicalType>& actual, SourceRange range,
                                     std::span<const Value* const> constants) {
  std::optional<Bound> best;
  int best_cost = 0;
  try {
    for (const auto& overload : function.overloads) {
      auto bound = BindIfReadable<Bound>(function, overload, actual, constants);
      if (!bound) continue;
      const auto cost = MatchCost(actual, bound->arguments, Binds(overload), TakenIn(*bound));
      if (!cost || (best && *cost >= best_cost)) continue;
      best = std::move(bound);
      best_cost = *cost;
    }
  } catch (const UserError& error) {
    throw error.At(range);
  }
  if (best) return std::make_shared<const Bound>(*std::move(best));
  ThrowNoOverload(function, actual, range);
}

template <typename Overload>
void CheckNotThere(const std::string& name, const std::vector<Overload>& known,
                   const Overload& added) {
  for (const Overload& overload : known) {
    if (!Binds(overload) && !Binds(added) && overload.parameters == added.parameters) {
      throw UserError(ErrorCode::kDuplicateName,
                      "there is already a function " + Signature(name, added, IsVariadic(added)));
    }
  }
}

template <typename Function>
void AddTo(std::map<std::string, Function>& functions, std::map<std::string, std::string>& aliases,
           Function function) {
  function.name = AsciiLower(function.name);
  const std::string prefix = function.dialect.empty() ? "" : function.dialect + ":";
  const std::string key = prefix + function.name;
  for (std::string& alias : function.aliases) {
    alias = AsciiLower(alias);
    aliases[prefix + alias] = key;
  }
  const auto known = functions.find(key);
  if (known == functions.end()) {
    functions.emplace(key, std::move(function));
    return;
  }
  if constexpr (std::is_same_v<Function, ScalarFunction>) {
    // What holds of all overloads is what the weakest of them promises.
    FunctionTraits& traits = known->second.traits;
    traits.can_fail |= function.traits.can_fail;
    traits.volatility = std::max(traits.volatility, function.traits.volatility);
  }
  for (auto& overload : function.overloads) {
    CheckNotThere(function.name, known->second.overloads, overload);
    known->second.overloads.push_back(std::move(overload));
  }
  known->second.aliases.insert(known->second.aliases.end(), function.aliases.begin(),
                               function.aliases.end());
  known->second.examples.insert(known->second.examples.end(), function.examples.begin(),
                                function.examples.end());
}

template <typename Function>
const Function* Find(const std::map<std::string, Function>& functions,
                     const std::map<std::string, std::string>& aliases, const std::string& name) {
  const std::string lower = AsciiLower(name);
  auto found = functions.find(lower);
  if (found == functions.end()) {
    const auto alias = aliases.find(lower);
    if (alias != aliases.end()) found = functions.find(alias->second);
  }
  return found == functions.end() ? nullptr : &found->second;
}

/// Tells whether a name is no operator.
bool IsWord(const std::string& name) {
  return std::isalpha(static_cast<unsigned char>(name[0])) != 0;
}

template <typename Function>
void AppendNames(const std::map<std::string, Function>& functions,
                 std::vector<std::string>& names) {
  for (const auto& [name, function] : functions) {
    if (!IsWord(name) || !function.dialect.empty()) continue;
    names.push_back(name);
    std::copy_if(function.aliases.begin(), function.aliases.end(), std::back_inserter(names),
                 IsWord);
  }
}

}  // namespace

void FunctionRegistry::Add(ScalarFunction function) {
  AddTo(scalars_, aliases_, std::move(function));
}

void FunctionRegistry::Add(AggregateFunction function) {
  AddTo(aggregates_, aliases_, std::move(function));
}

std::shared_ptr<const BoundScalar> FunctionRegistry::BindScalar(
    const std::string& name, const std::vector<LogicalType>& arguments, SourceRange range,
    std::span<const Value* const> constants) const {
  const ScalarFunction* function = Find(scalars_, aliases_, name);
  if (function == nullptr) {
    std::vector<std::string> names;
    AppendNames(scalars_, names);
    AppendNames(aggregates_, names);
    throw UserError(ErrorCode::kUnknownFunction, "there is no function \"" + name + "\"", range,
                    DidYouMean(AsciiLower(name), names));
  }
  return Resolve<BoundScalar>(*function, arguments, range, constants);
}

std::shared_ptr<const BoundAggregate> FunctionRegistry::BindAggregate(
    const std::string& name, const std::vector<LogicalType>& arguments, SourceRange range,
    std::span<const Value* const> constants) const {
  const AggregateFunction* function = Find(aggregates_, aliases_, name);
  if (function == nullptr) {
    std::vector<std::string> names;
    AppendNames(aggregates_, names);
    throw UserError(ErrorCode::kUnknownFunction, "there is no aggregate \"" + name + "\"", range,
                    DidYouMean(AsciiLower(name), names));
  }
  return Resolve<BoundAggregate>(*function, arguments, range, constants);
}

std::vector<const ScalarOverload*> FunctionRegistry::LambdaOverloads(
    const std::string& name) const {
  std::vector<const ScalarOverload*> found;
  const ScalarFunction* function = Find(scalars_, aliases_, name);
  if (function == nullptr) return found;
  for (const ScalarOverload& overload : function->overloads) {
    if (!overload.lambdas.empty()) found.push_back(&overload);
  }
  return found;
}

std::shared_ptr<const BoundScalar> FunctionRegistry::BindLambdaCall(
    const std::string& name, const ScalarOverload& overload,
    const std::vector<LogicalType>& arguments, SourceRange range) const {
  const ScalarFunction* function = Find(scalars_, aliases_, name);
  try {
    if (auto bound = overload.bind(arguments)) {
      bound->name = function->name;
      bound->traits.nulls = NullHandling::kSpecial;
      bound->traits.volatility = std::max(bound->traits.volatility, function->traits.volatility);
      return std::make_shared<const BoundScalar>(*std::move(bound));
    }
  } catch (const UserError& error) {
    throw error.At(range);
  }
  ThrowNoOverload(*function, arguments, range);
}

std::string FunctionRegistry::Signatures(const std::string& name) const {
  const ScalarFunction* function = Find(scalars_, aliases_, name);
  return function == nullptr ? "" : AllSignatures(*function);
}

bool FunctionRegistry::HasScalar(const std::string& name) const {
  return Find(scalars_, aliases_, name) != nullptr;
}

bool FunctionRegistry::HasAggregate(const std::string& name) const {
  return FindAggregate(name) != nullptr;
}

const AggregateFunction* FunctionRegistry::FindAggregate(const std::string& name) const {
  return Find(aggregates_, aliases_, name);
}

}  // namespace lakebolt
