// ceil, floor, sign and width_bucket with Spark's types: whole numbers are BIGINT, signs DOUBLE.

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar_adapter.h"
#include "function/spark/text_families.h"

namespace lakebolt {

namespace {

/// Turns a whole number into BIGINT; what does not fit becomes its nearest end, as in Java.
int64_t Saturated(double whole) {
  constexpr double kBound = 9223372036854775808.0;  // 2^63
  if (std::isnan(whole)) return 0;
  if (whole >= kBound) return std::numeric_limits<int64_t>::max();
  return whole < -kBound ? std::numeric_limits<int64_t>::min() : static_cast<int64_t>(whole);
}

template <double (*kRound)(double)>
std::vector<ScalarOverload> Overloads(const FunctionRegistry& registry, const char* name) {
  const LogicalType big = TypeId::kInt64;
  std::vector<ScalarOverload> overloads = {
      MakeOverload<int64_t>({big}, big, [](int64_t value) { return value; }),
      MakeOverload<double>({TypeId::kFloat64}, big,
                           [](double value) { return Saturated(kRound(value)); })};
  for (const ScalarOverload& overload : registry.scalars().at(name).overloads) {
    const bool with_digits = overload.parameters.size() == 2;
    if (with_digits || overload.parameters[0].IsDecimal()) overloads.push_back(overload);
  }
  return overloads;
}

double SignOf(double value) {
  return value > 0 ? 1 : value < 0 ? -1 : value;
}

double SignOfInterval(const Interval& value) {
  const auto sign = [](int64_t number) { return number > 0 ? 1.0 : number < 0 ? -1.0 : 0.0; };
  if (value.months != 0) return sign(value.months);
  constexpr double kNanosADay = 86400e9;
  return SignOf(value.days * kNanosADay + static_cast<double>(value.nanos));
}

/// Makes the overload of width_bucket whose number of bins has decimals, which Spark drops.
ScalarOverload BucketOverload(const FunctionRegistry& registry) {
  const LogicalType number = TypeId::kFloat64;
  ScalarOverload overload = registry.scalars().at("width_bucket").overloads.front();
  overload.parameters = {number, number, number, number};
  overload.kernel = [whole = overload.kernel](std::span<const Vector> args, RowSet rows) {
    const auto cut = [](double count) { return Saturated(std::trunc(count)); };
    const std::array<Vector, 1> counts = {args[3]};
    const std::array<Vector, 4> with_whole = {
        args[0], args[1], args[2], MakeKernel<double>(TypeId::kInt64, cut)(counts, rows)};
    return whole(with_whole, rows);
  };
  return overload;
}

}  // namespace

void RegisterSparkRounding(FunctionRegistry& registry) {
  Family family(registry, "math", "spark");
  family.Add({"ceil", "ceiling"},
             "Returns the smallest whole number, or number of so many decimals, that is not below.",
             {{"ceil(-0.1)", "0"}, {"ceil(3.1411, 3)", "3.142"}},
             Overloads<std::ceil>(registry, "ceil"));
  family.Add({"floor"},
             "Returns the largest whole number, or number of so many decimals, that is not above.",
             {{"floor(-0.1)", "-1"}, {"floor(3.1411, 3)", "3.141"}},
             Overloads<std::floor>(registry, "floor"));
  std::vector<ScalarOverload> buckets = registry.scalars().at("width_bucket").overloads;
  buckets.push_back(BucketOverload(registry));
  family.Add({"width_bucket"},
             "Returns which of n equal bins between two bounds a number falls into, from 1; 0 "
             "below, n + 1 above.",
             {{"width_bucket(5.35, 0.024, 10.06, 2.7)", "2"}}, std::move(buckets), NeverFails());
  family.Add({"sign", "signum"}, "Returns -1.0, 0.0 or 1.0 as a number or interval is.",
             {{"sign(40)", "1.0"}, {"sign(INTERVAL -'100' YEAR)", "-1.0"}},
             {MakeOverload<double>({TypeId::kFloat64}, TypeId::kFloat64, SignOf),
              MakeOverload<Interval>({TypeId::kInterval}, TypeId::kFloat64, SignOfInterval)},
             NeverFails());
}

}  // namespace lakebolt
