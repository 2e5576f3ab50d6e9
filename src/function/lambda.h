#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "types/logical_type.h"
#include "vector/selection.h"
#include "vector/vector.h"

namespace lakebolt {

/// Computes the body of a lambda such as `x -> x + y` for many elements at once. The evaluator
/// makes it; functions that take lambdas call it.
class LambdaBody {
 public:
  virtual ~LambdaBody() = default;

  /// Returns the type of what the body gives.
  virtual const LogicalType& result() const = 0;
  /// Returns how many parameters the lambda names.
  virtual size_t parameter_count() const = 0;

  /// Computes the body for `count` elements and returns a vector of as many rows. `parameters` are
  /// the lambda's, in order, a row an element (more than the lambda names are ignored). Element i
  /// belongs to row `rows[i]` of the call: columns captured from around the lambda are taken from
  /// there.
  virtual Vector Evaluate(std::span<const Vector> parameters, const uint32_t* rows,
                          uint32_t count) = 0;
};

/// Computes a function that takes lambdas: `args` are the other arguments, in order.
using LambdaKernel = std::function<Vector(std::span<const Vector> args,
                                          std::span<LambdaBody* const> lambdas, RowSet rows)>;

/// Declares that an argument of an overload is a lambda.
struct LambdaParameter {
  size_t argument = 0;  // its place among the arguments
  size_t fewest = 1;    // how many names the lambda may give
  size_t most = 1;
  /// Returns the types of the lambda's parameters (`most` of them), or nothing when the overload
  /// does not fit. `arguments` are the types of all arguments; a lambda to the left has that of its
  /// body, this one and those to the right are kNull.
  std::function<std::optional<std::vector<LogicalType>>(const std::vector<LogicalType>& arguments)>
      types;
};

}  // namespace lakebolt
