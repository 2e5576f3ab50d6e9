// DIV: how many times a number or interval goes into another.

#include <algorithm>
#include <limits>

#include "base/error.h"
#include "function/scalar/family.h"
#include "function/scalar_adapter.h"
#include "function/spark/text_families.h"
#include "types/decimal.h"

namespace lakebolt {

namespace {

int64_t Quotient(int128_t dividend, int128_t divisor) {
  if (divisor == 0) {
    throw UserError(ErrorCode::kDivisionByZero, "division by zero", {},
                    "try_divide gives NULL instead");
  }
  const int128_t quotient = dividend / divisor;
  if (quotient != static_cast<int64_t>(quotient)) {
    throw UserError(ErrorCode::kOutOfRange, "the quotient does not fit BIGINT");
  }
  return static_cast<int64_t>(quotient);
}

/// Divides intervals of months, or of days and less.
int64_t DivideIntervals(const Interval& dividend, const Interval& divisor) {
  if (dividend.months != 0 || divisor.months != 0) {
    return Quotient(dividend.months, divisor.months);
  }
  const auto nanos = [](const Interval& interval) {
    constexpr int128_t kNanosADay = int128_t{86'400} * 1'000'000'000;
    return interval.days * kNanosADay + interval.nanos;
  };
  return Quotient(nanos(dividend), nanos(divisor));
}

/// Divides decimals and whole numbers after raising both to one scale.
ScalarOverload DecimalOverload() {
  ScalarOverload overload;
  overload.parameters.assign(2, LogicalType::Decimal(kMaxDecimal128Precision, 0));
  overload.bind = [](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.size() != 2) return std::nullopt;
    int scale = 0;
    for (const LogicalType& type : actual) {
      if (!type.IsDecimal() && !type.IsInteger()) return std::nullopt;
      if (type.IsDecimal()) scale = std::max(scale, type.scale());
    }
    BoundScalar bound;
    bound.arguments.assign(2, LogicalType::Decimal(kMaxDecimal128Precision, scale));
    bound.result = TypeId::kInt64;
    bound.kernel = MakeKernel<int128_t, int128_t>(TypeId::kInt64, Quotient);
    return bound;
  };
  return overload;
}

}  // namespace

void RegisterSparkDivision(FunctionRegistry& registry) {
  const LogicalType big = TypeId::kInt64;
  const LogicalType interval = TypeId::kInterval;
  Family(registry, "math", "spark")
      .Add({"div"}, "Returns how many times the second number goes into the first.",
           {{"div(7, 2)", "3"}, {"div(-7, 2)", "-3"}},
           {MakeOverload<int64_t, int64_t>(
                {big, big}, big,
                [](int64_t dividend, int64_t divisor) { return Quotient(dividend, divisor); }),
            DecimalOverload(),
            MakeOverload<Interval, Interval>({interval, interval}, big, DivideIntervals)});
}

}  // namespace lakebolt
