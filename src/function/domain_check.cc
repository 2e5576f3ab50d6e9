#include "function/domain_check.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

#include "base/error.h"

namespace lakebolt {

namespace {

/// Tells whether a result says that the arguments of a row lie outside the domain.
bool IsOutside(double result, std::span<const VectorReader<double>> arguments, uint32_t row) {
  if (std::isfinite(result)) return false;
  bool all_finite = true;
  for (const VectorReader<double>& argument : arguments) {
    if (std::isnan(argument[row])) return false;
    all_finite &= std::isfinite(argument[row]);
  }
  // The logarithm of infinity is infinite, its sine undefined.
  return std::isnan(result) || all_finite;
}

}  // namespace

bool HasDomain(const std::string& name) {
  constexpr std::array<std::string_view, 17> kNames = {
      "sqrt", "ln",   "log",   "log2",  "log10",  "sin",    "cos",  "tan", "cot",
      "acos", "asin", "atanh", "gamma", "lgamma", "tgamma", "fdiv", "fmod"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

BoundScalar CheckDomain(const BoundScalar& function) {
  const bool doubles =
      function.result.id() == TypeId::kFloat64 &&
      std::all_of(function.arguments.begin(), function.arguments.end(),
                  [](const LogicalType& type) { return type.id() == TypeId::kFloat64; });
  if (!doubles) return function;
  BoundScalar checked = function;
  checked.traits.can_fail = true;
  checked.kernel = [kernel = function.kernel, name = function.name](std::span<const Vector> args,
                                                                    RowSet rows) {
    Vector out = kernel(args, rows);
    std::vector<VectorReader<double>> readers;
    for (const Vector& arg : args) readers.emplace_back(arg);
    const VectorReader<double> results(out);
    rows.ForEach([&](uint32_t row) {
      const bool null = out.IsNull(row) || std::any_of(args.begin(), args.end(), [row](auto& arg) {
                          return arg.IsNull(row);
                        });
      if (null || !IsOutside(results[row], readers, row)) return;
      throw UserError(ErrorCode::kOutOfRange,
                      name + " is not defined for " + args.back().GetValue(row).ToString(), {},
                      "SET ieee_floating_point_ops = true gives NaN or infinity");
    });
    return out;
  };
  return checked;
}

}  // namespace lakebolt
