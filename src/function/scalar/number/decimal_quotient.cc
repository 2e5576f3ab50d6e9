// decimal_division: the quotient of two decimals as a decimal, rounded to the nearest, of two
// equally near ones to the even one.

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/number/decimal_quotient.h"
#include "types/decimal.h"
#include "types/integer_digits.h"

namespace lakebolt {

namespace {

constexpr int kFewestDigits = 6;  // behind the point
constexpr int kMostDigits = kMaxDecimal128Precision;

[[noreturn]] void ThrowTooWide(int digits) {
  throw UserError(ErrorCode::kOutOfRange,
                  "the quotient needs " + std::to_string(digits) + " digits, of 38 at most", {},
                  "cast to decimals with fewer digits, or give a scale as third argument");
}

int128_t RoundedQuotient(int128_t a, int128_t b) {
  if (b == 0) throw UserError(ErrorCode::kDivisionByZero, "division by zero");
  const int128_t quotient = a / b;
  const int128_t rest = a % b;
  const int128_t twice = rest < 0 ? -2 * rest : 2 * rest;
  const int128_t size = b < 0 ? -b : b;
  const bool up = twice > size || (twice == size && quotient % 2 != 0);
  return up ? quotient + ((a < 0) == (b < 0) ? 1 : -1) : quotient;
}

/// Multiplies by a power of ten.
int128_t Scaled(int128_t value, int digits) {
  int128_t out;
  if (__builtin_mul_overflow(value, PowerOfTen(digits), &out)) ThrowTooWide(kMostDigits + 1);
  return out;
}

struct Plan {
  LogicalType left;
  LogicalType right;
  LogicalType result;
  int shift;  // how many digits the dividend gains
};

template <typename A, typename B, typename R>
Vector Divide(const Plan& plan, std::span<const Vector> args, RowSet rows) {
  const VectorReader<A> left(args[0]);
  const VectorReader<B> right(args[1]);
  Vector out(plan.result, rows.size);
  R* values = out.mutable_values<R>();
  const int up = std::max(plan.shift, 0);
  const int down = std::max(-plan.shift, 0);
  rows.ForEach([&](uint32_t row) {
    if (args[0].IsNull(row) || args[1].IsNull(row)) return;
    const int128_t value = RoundedQuotient(Scaled(left[row], up), Scaled(right[row], down));
    if (!FitsPrecision(value, plan.result.precision())) ThrowTooWide(plan.result.precision() + 1);
    values[row] = static_cast<R>(value);
  });
  return out;
}

template <typename A, typename B>
ScalarKernel KernelFor(const Plan& plan) {
  return [plan](std::span<const Vector> args, RowSet rows) {
    return plan.result.physical() == PhysicalType::kInt64
               ? Divide<A, B, int64_t>(plan, args, rows)
               : Divide<A, B, int128_t>(plan, args, rows);
  };
}

/// Returns the decimal that holds an argument; nothing for what is neither decimal nor integer.
std::optional<LogicalType> AsDecimal(const LogicalType& type) {
  if (type.IsDecimal()) {
    return type.precision() <= kMostDigits ? std::optional(type) : std::nullopt;
  }
  const bool fits = type.IsInteger() && DigitsOfInteger(type.id()) <= kMostDigits;
  return fits ? std::optional(DecimalOfInteger(type.id())) : std::nullopt;
}

std::optional<BoundScalar> BindQuotient(const std::vector<LogicalType>& actual,
                                        std::span<const Value* const> constants) {
  if (actual.size() < 2 || actual.size() > 3) return std::nullopt;
  const auto left = AsDecimal(actual[0]);
  const auto right = AsDecimal(actual[1]);
  if (!left || !right) return std::nullopt;
  int scale = std::max(kFewestDigits, left->scale() + right->precision() + 1);
  if (actual.size() == 3) {
    if (!actual[2].IsInteger()) return std::nullopt;
    if (constants[2] == nullptr || constants[2]->IsNull() || constants[2]->integral() < 0 ||
        constants[2]->integral() > kMostDigits) {
      throw UserError(ErrorCode::kInvalidArgument, "the scale must be a constant from 0 to 38");
    }
    scale = static_cast<int>(constants[2]->integral());
  }
  const int width = left->precision() - left->scale() + right->scale() + scale;
  if (width > kMostDigits || width < 1) ThrowTooWide(width);
  const Plan plan{*left, *right, LogicalType::Decimal(width, scale),
                  scale - left->scale() + right->scale()};
  BoundScalar bound;
  bound.arguments = {plan.left, plan.right};
  if (actual.size() == 3) bound.arguments.push_back(actual[2]);
  bound.result = plan.result;
  const bool left_narrow = plan.left.physical() == PhysicalType::kInt64;
  if (plan.right.physical() == PhysicalType::kInt64) {
    bound.kernel =
        left_narrow ? KernelFor<int64_t, int64_t>(plan) : KernelFor<int128_t, int64_t>(plan);
  } else {
    bound.kernel =
        left_narrow ? KernelFor<int64_t, int128_t>(plan) : KernelFor<int128_t, int128_t>(plan);
  }
  return bound;
}

ScalarOverload QuotientOverload(bool with_scale) {
  ScalarOverload overload;
  overload.parameters.assign(2, LogicalType::Decimal(kMostDigits, 0));
  if (with_scale) overload.parameters.emplace_back(TypeId::kInt32);
  overload.bind_constants = [count = overload.parameters.size()](
                                const std::vector<LogicalType>& actual,
                                std::span<const Value* const> constants) {
    return actual.size() == count ? BindQuotient(actual, constants) : std::nullopt;
  };
  return overload;
}

}  // namespace

void RegisterDecimalQuotient(FunctionRegistry& registry) {
  Family(registry, "math")
      .Add({"decimal_division"},
           "Divides two decimals; the result is a decimal with at least six digits behind the "
           "point, or as many as a third argument says.",
           {{"decimal_division(1.0, 3.0)", "0.333333"}, {"decimal_division(2.0, 3.0, 2)", "0.67"}},
           {QuotientOverload(false), QuotientOverload(true)});
}

}  // namespace lakebolt
