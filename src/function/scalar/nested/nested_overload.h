#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "function/cast.h"
#include "function/scalar_function.h"

namespace lakebolt {

// Building blocks for overloads over lists, maps and structs, which bind themselves.

using Types = std::vector<LogicalType>;

/// Shows any list (or map) in signatures.
inline LogicalType AnyList() {
  return LogicalType::List(TypeId::kNull);
}
inline LogicalType AnyMap() {
  return LogicalType::Map(TypeId::kNull, TypeId::kNull);
}

/// Returns a list's element type; NULL counts as a list of NULLs, other types give nothing.
inline std::optional<LogicalType> ElementOf(const LogicalType& type) {
  if (type.id() == TypeId::kNull) return LogicalType(TypeId::kNull);
  if (type.id() != TypeId::kList) return std::nullopt;
  return type.element();
}

/// Makes an overload of as many arguments as `parameters`, which errors show.
template <typename Bind>
ScalarOverload MakeBinding(Types parameters, Bind bind) {
  ScalarOverload overload;
  overload.bind = [count = parameters.size(),
                   bind = std::move(bind)](const Types& actual) -> std::optional<BoundScalar> {
    if (actual.size() != count) return std::nullopt;
    return bind(actual);
  };
  overload.parameters = std::move(parameters);
  return overload;
}

/// Makes an overload of any number of arguments.
template <typename Bind>
ScalarOverload MakeVariadicBinding(Types parameters, Bind bind) {
  ScalarOverload overload;
  overload.parameters = std::move(parameters);
  overload.variadic = true;
  overload.bind = std::move(bind);
  return overload;
}

/// Makes a bound call whose kernel fails for no argument, unless `can_fail`.
inline BoundScalar MakeBound(Types arguments, LogicalType result, ScalarKernel kernel,
                             bool can_fail = false) {
  BoundScalar bound;
  bound.arguments = std::move(arguments);
  bound.result = std::move(result);
  bound.kernel = std::move(kernel);
  bound.traits.can_fail = can_fail;
  return bound;
}

/// Are the traits of a function that looks at NULLs itself.
inline FunctionTraits SeesNulls() {
  FunctionTraits traits;
  traits.nulls = NullHandling::kSpecial;
  return traits;
}

}  // namespace lakebolt
