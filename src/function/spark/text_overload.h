#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "function/scalar_function.h"
#include "function/spark/text_options.h"

namespace lakebolt {

/// Resolves a call for the types of its arguments, the values of those that are constant, and the
/// options of its last argument.
using TextBind = std::function<std::optional<BoundScalar>(const std::vector<LogicalType>& actual,
                                                          std::span<const Value* const> constants,
                                                          const TextOptions& options)>;

/// Makes the two overloads of a function of Spark's on JSON or CSV: with `parameters`, and with a
/// constant map of options behind them. `bind` fills in all but the options' argument.
std::vector<ScalarOverload> TextOverloads(const std::vector<LogicalType>& parameters,
                                          const TextBind& bind);

}  // namespace lakebolt
