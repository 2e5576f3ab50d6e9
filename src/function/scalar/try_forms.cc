// try_add and its like: functions that give NULL where the plain one raises an error.

#include <array>
#include <utility>

#include "base/error.h"
#include "function/scalar/families.h"
#include "function/scalar/further_families.h"
#include "function/try_rows.h"

namespace lakebolt {

namespace {

BoundScalar Trying(BoundScalar bound) {
  bound.kernel = lakebolt::Trying(std::move(bound.kernel), bound.result);
  bound.traits.can_fail = false;
  bound.traits.monotonicity = Monotonicity::kNone;
  return bound;
}

ScalarOverload Trying(ScalarOverload overload) {
  if (overload.kernel) {
    overload.kernel = lakebolt::Trying(std::move(overload.kernel), overload.result);
  }
  if (overload.bind) {
    overload.bind = [bind = std::move(overload.bind)](
                        const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
      auto bound = bind(actual);
      return bound ? std::optional(Trying(*std::move(bound))) : std::nullopt;
    };
  }
  if (overload.bind_constants) {
    overload.bind_constants =
        [bind = std::move(overload.bind_constants)](
            const std::vector<LogicalType>& actual,
            std::span<const Value* const> constants) -> std::optional<BoundScalar> {
      auto bound = bind(actual, constants);
      return bound ? std::optional(Trying(*std::move(bound))) : std::nullopt;
    };
  }
  return overload;
}

struct TryForm {
  const char* name;
  const char* plain;
  const char* description;
  FunctionExample example;
};

const std::array<TryForm, 8>& TryForms() {
  static const std::array<TryForm, 8> forms = {{
      {"try_add",
       "+",
       "Adds; NULL where the sum does not fit.",
       {"try_add(9223372036854775807, 1)", "NULL"}},
      {"try_subtract",
       "-",
       "Subtracts; NULL where the difference does not fit.",
       {"try_subtract(5, 3)", "2"}},
      {"try_multiply",
       "*",
       "Multiplies; NULL where the product does not fit.",
       {"try_multiply(9223372036854775807, 2)", "NULL"}},
      {"try_divide", "/", "Divides; NULL where the divisor is zero.", {"try_divide(1, 4)", "0.25"}},
      {"try_mod",
       "%",
       "Gives the remainder of a division; NULL where the divisor is zero.",
       {"try_mod(5, 0)", "NULL"}},
      {"try_url_decode",
       "url_decode",
       "Reads text as url_encode writes it; NULL where it cannot.",
       {"try_url_decode('%ff')", "NULL"}},
      {"try_parse_url",
       "parse_url",
       "Returns a part of a URL, or the value of a key in its query; NULL for what is no URL.",
       {"try_parse_url('inva lid://lake.org', 'HOST')", "NULL"}},
      {"try_from_base64",
       "from_base64",
       "Reads bytes from base 64; NULL where it cannot.",
       {"try_from_base64('!')", "NULL"}},
  }};
  return forms;
}

}  // namespace

void RegisterTryForms(FunctionRegistry& registry) {
  for (const TryForm& form : TryForms()) {
    ScalarFunction function = registry.scalars().at(form.plain);
    function.name = form.name;
    function.aliases.clear();
    function.description = form.description;
    function.examples = {form.example};
    function.traits.can_fail = false;
    function.traits.monotonicity = Monotonicity::kNone;
    for (ScalarOverload& overload : function.overloads) overload = Trying(std::move(overload));
    registry.Add(std::move(function));
  }
}

}  // namespace lakebolt
