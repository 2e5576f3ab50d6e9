#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "function/scalar_function.h"

namespace lakebolt {

/// Makes an overload of `count` arguments of any types whose result hangs on the types only:
/// `result_of(types)` gives its value.
template <typename F>
ScalarOverload OverloadOfTypes(size_t count, F result_of) {
  ScalarOverload overload;
  overload.parameters.assign(count, TypeId::kNull);
  overload.bind = [count, result_of = std::move(result_of)](
                      const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.size() != count) return std::nullopt;
    const Value result = result_of(actual);
    BoundScalar bound;
    bound.arguments = actual;
    bound.result = result.type();
    bound.traits.nulls = NullHandling::kSpecial;
    bound.traits.can_fail = false;
    bound.kernel = [result](std::span<const Vector>, RowSet rows) {
      return Vector::Constant(result, rows.size);
    };
    return bound;
  };
  return overload;
}

}  // namespace lakebolt
