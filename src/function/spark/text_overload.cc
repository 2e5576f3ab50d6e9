#include "function/spark/text_overload.h"

#include "function/scalar/nested/nested_overload.h"

namespace lakebolt {

std::vector<ScalarOverload> TextOverloads(const std::vector<LogicalType>& parameters,
                                          const TextBind& bind) {
  std::vector<ScalarOverload> overloads(2);
  for (ScalarOverload& overload : overloads) {
    overload.parameters = parameters;
    overload.bind_constants =
        [bind, count = parameters.size(), with_options = &overload != &overloads.front()](
            const std::vector<LogicalType>& actual,
            std::span<const Value* const> constants) -> std::optional<BoundScalar> {
      if (actual.size() != count + (with_options ? 1 : 0)) return std::nullopt;
      auto bound = bind(actual, constants, TextOptions::At(constants, count));
      if (bound && with_options) bound->arguments.push_back(actual.back());
      return bound;
    };
  }
  overloads.back().parameters.push_back(AnyMap());
  return overloads;
}

}  // namespace lakebolt
