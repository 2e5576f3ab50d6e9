#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "function/lambda.h"
#include "types/logical_type.h"
#include "vector/vector.h"

namespace lakebolt {

/// Computes one vector of `rows.size` rows from argument vectors of the same size and of any
/// encoding. Only the rows of `rows` are computed and may raise errors; others are unspecified.
using ScalarKernel = std::function<Vector(std::span<const Vector> args, RowSet rows)>;

/// Tells what a function makes of NULL arguments.
enum class NullHandling : uint8_t {
  kPropagate,  // any NULL argument gives NULL; the framework sees to it
  kSpecial,    // the kernel handles NULLs
};

/// Tells whether equal arguments give equal results.
enum class Volatility : uint8_t { kImmutable, kStable /* within one query */, kVolatile };

/// Tells how the result moves when the first argument grows (others constant).
enum class Monotonicity : uint8_t { kNone, kIncreasing, kDecreasing };

/// Declares what the optimizer and the evaluator may assume of a function.
struct FunctionTraits {
  NullHandling nulls = NullHandling::kPropagate;
  Volatility volatility = Volatility::kImmutable;
  Monotonicity monotonicity = Monotonicity::kNone;
  bool can_fail = true;          // may raise a UserError for some arguments
  bool wants_many_rows = false;  // a call costs far more than a row of it, as one of Python's does
};

/// Holds a function resolved for given argument types; shared by every expression that calls it.
struct BoundScalar {
  std::string name;
  std::vector<LogicalType> arguments;  // what the arguments must be cast to
  LogicalType result;
  FunctionTraits traits;
  ScalarKernel kernel;
  LambdaKernel lambda_kernel = {};  // instead of `kernel` where arguments are lambdas; sees NULLs
};

/// Describes one overload. With `bind` absent the overload takes exactly `parameters` (the last one
/// repeated when `variadic`) and gives `result`; with `bind` it decides for the actual types (for
/// decimals, lists, any) and returns nothing when it does not fit.
struct ScalarOverload {
  std::vector<LogicalType> parameters;
  LogicalType result;
  bool variadic = false;
  ScalarKernel kernel;
  std::function<std::optional<BoundScalar>(const std::vector<LogicalType>& actual)> bind;
  /// Binds where the result type hangs on the value of an argument, as in round(x, 2): is given
  /// the values of constant arguments, and null pointers for others. Comes before `bind`.
  std::function<std::optional<BoundScalar>(const std::vector<LogicalType>& actual,
                                           std::span<const Value* const> constants)>
      bind_constants;
  /// Lists the arguments that are lambdas, from left to right; then `bind` is given the types of
  /// the lambdas' bodies in their places, and what it says their types must be cast to.
  std::vector<LambdaParameter> lambdas = {};
};

/// Shows one use of a function; runs as a test: `SELECT sql` must print `result`.
struct FunctionExample {
  std::string sql;
  std::string result;
};

/// Describes a scalar function: all overloads under one name, with its documentation.
struct ScalarFunction {
  std::string name;
  std::vector<std::string> aliases;
  std::string category;  // "string", "math", "date", ...
  std::string description;
  std::vector<FunctionExample> examples;
  FunctionTraits traits;
  std::vector<ScalarOverload> overloads;
  std::string dialect = {};  // means this only in the dialect of that name; empty: in all
};

}  // namespace lakebolt
