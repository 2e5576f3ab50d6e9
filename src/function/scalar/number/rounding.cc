// round, trunc, floor and ceil. Decimals stay decimals: the digits kept are the result's scale
// where their number is a constant.

#include <algorithm>
#include <cmath>

#include "function/scalar/families.h"
#include "function/scalar/number/number_loops.h"
#include "function/scalar_adapter.h"
#include "types/decimal.h"

namespace lakebolt {

namespace {

enum class Direction : uint8_t { kNearest, kNearestEven, kZero, kDown, kUp };

/// Divides by 10^digits, to the neighbour that `direction` says.
template <typename T>
T DivideByPower(Direction direction, const T& value, int digits) {
  constexpr bool kWide = std::is_same_v<T, Int256>;
  if (direction == Direction::kNearest) return RoundAwayByPowerOfTen(value, digits);
  if (digits > (kWide ? kMaxDecimalPrecision : kMaxDecimal128Precision)) return T{0};
  const T power = PowerOfTenAs<T>(digits);
  const T quotient = value / power;
  const T rest = value % power;
  if (direction == Direction::kNearestEven) {
    const T size = rest < T{0} ? -rest : rest;
    const bool away = size > power - size || (size == power - size && quotient % T{2} != T{0});
    return away ? quotient + T{rest < T{0} ? -1 : 1} : quotient;
  }
  if (direction == Direction::kDown && rest < T{0}) return quotient - T{1};
  if (direction == Direction::kUp && rest > T{0}) return quotient + T{1};
  return quotient;
}

template <typename In, typename Out>
ScalarKernel DecimalKernel(const LogicalType& result, Direction direction, int drop, int raise) {
  using Number = std::conditional_t<std::is_same_v<Out, Int256>, Int256, int128_t>;
  const auto factor = PowerOfTenAs<Number>(raise);
  const auto bound = PowerOfTenAs<Number>(result.precision());
  return [=](std::span<const Vector> args, RowSet rows) {
    Vector out(result, rows.size);
    const bool failed =
        UnaryLoop<In>(args[0], rows, out.mutable_values<Out>(), [=](const In& value, Out& rounded) {
          const Number wide = DivideByPower(direction, static_cast<Number>(value), drop) * factor;
          rounded = static_cast<Out>(wide);
          return wide >= bound || wide <= -bound;
        });
    if (failed) {
      throw UserError(ErrorCode::kOutOfRange, "a rounded value does not fit " + result.ToString());
    }
    return out;
  };
}

/// Binds rounding of a decimal to `digits` behind the point (before it, if negative).
BoundScalar BindDecimal(const LogicalType& type, Direction direction, int64_t digits,
                        size_t argument_count) {
  const int scale = type.scale();
  const int kept = static_cast<int>(std::clamp<int64_t>(digits, -MostDigits(type, type), scale));
  const int new_scale = std::max(kept, 0);
  const int drop = scale - kept;
  const int raise = std::max(-kept, 0);
  // A carry may need one more digit, of which those dropped make room.
  const int whole = type.precision() - scale;
  const int precision =
      std::clamp(std::max(type.precision(), whole + new_scale), 1, MostDigits(type, type));
  BoundScalar bound;
  bound.arguments = {type};
  if (argument_count == 2) bound.arguments.emplace_back(TypeId::kInt64);
  bound.result = LogicalType::Decimal(precision, new_scale);
  bound.traits.monotonicity = Monotonicity::kIncreasing;
  const bool narrow_in = type.physical() == PhysicalType::kInt64;
  const bool narrow_out = bound.result.physical() == PhysicalType::kInt64;
  if (bound.result.physical() == PhysicalType::kInt256) {
    bound.kernel = DecimalKernel<Int256, Int256>(bound.result, direction, drop, raise);
  } else if (narrow_in) {
    bound.kernel = narrow_out
                       ? DecimalKernel<int64_t, int64_t>(bound.result, direction, drop, raise)
                       : DecimalKernel<int64_t, int128_t>(bound.result, direction, drop, raise);
  } else {
    bound.kernel = DecimalKernel<int128_t, int128_t>(bound.result, direction, drop, raise);
  }
  return bound;
}

/// Reads the constant number of digits; 0 when the function is called without.
std::optional<int64_t> ConstantDigits(const std::vector<LogicalType>& actual,
                                      std::span<const Value* const> constants) {
  if (actual.size() == 1) return 0;
  if (!actual[1].IsInteger() || constants[1] == nullptr || constants[1]->IsNull()) {
    return std::nullopt;
  }
  return static_cast<int64_t>(constants[1]->integral());
}

ScalarOverload DecimalOverload(Direction direction, bool with_digits) {
  ScalarOverload overload;
  const LogicalType decimal = LogicalType::Decimal(kMaxDecimal128Precision, 0);
  overload.parameters = {decimal};
  if (with_digits) overload.parameters.emplace_back(TypeId::kInt32);
  overload.bind_constants =
      [=](const std::vector<LogicalType>& actual,
          std::span<const Value* const> constants) -> std::optional<BoundScalar> {
    if (actual.size() != (with_digits ? 2 : 1) || !actual[0].IsDecimal()) return std::nullopt;
    const auto digits = ConstantDigits(actual, constants);
    if (!digits) return std::nullopt;
    return BindDecimal(actual[0], direction, *digits, actual.size());
  };
  return overload;
}

double RoundDouble(Direction direction, double value) {
  switch (direction) {
    case Direction::kNearest: return std::round(value);
    case Direction::kNearestEven: return std::nearbyint(value);
    case Direction::kZero: return std::trunc(value);
    case Direction::kDown: return std::floor(value);
    case Direction::kUp: return std::ceil(value);
  }
  return value;
}

/// Rounds to decimals of a binary number; where scaling leaves the range there is nothing to round.
double RoundToDigits(Direction direction, double value, int64_t digits) {
  constexpr int64_t kDigitBound = 400;
  const auto bounded = static_cast<double>(std::clamp(digits, -kDigitBound, kDigitBound));
  if (digits < 0) {
    const double power = std::pow(10.0, -bounded);
    const double rounded = RoundDouble(direction, value / power) * power;
    if (std::isfinite(rounded)) return rounded;
    return std::isfinite(value) ? 0 : value;
  }
  const double power = std::pow(10.0, bounded);
  const double rounded = RoundDouble(direction, value * power) / power;
  return std::isfinite(rounded) ? rounded : value;
}

template <typename T>
T RoundInteger(Direction direction, T value, int64_t digits) {
  if (digits >= 0) return value;
  const int drop = static_cast<int>(std::min<int64_t>(-digits, 20));
  int128_t rounded;
  if constexpr (std::is_same_v<T, int128_t>) {
    const int dropped = static_cast<int>(std::min<int64_t>(-digits, kMaxDecimal128Precision));
    const int128_t kept = DivideByPower<int128_t>(direction, value, dropped);
    if (MultiplyOverflows(kept, PowerOfTen(dropped), rounded)) rounded = 0;
    return rounded;
  }
  rounded = DivideByPower<int128_t>(direction, value, drop) * PowerOfTen(drop);
  if (rounded != static_cast<T>(rounded)) {
    throw UserError(ErrorCode::kOutOfRange, "a rounded value does not fit its type");
  }
  return static_cast<T>(rounded);
}

template <typename T>
void AddInteger(std::vector<ScalarOverload>& overloads, TypeId id, Direction direction) {
  overloads.push_back(MakeOverload<T>({id}, id, [](T value) { return value; }));
  overloads.push_back(MakeOverload<T, int64_t>(
      {id, TypeId::kInt64}, id,
      [=](T value, int64_t digits) { return RoundInteger(direction, value, digits); }));
}

/// Makes the overloads of round and trunc.
std::vector<ScalarOverload> WithDigits(Direction direction) {
  std::vector<ScalarOverload> overloads = {DecimalOverload(direction, false),
                                           DecimalOverload(direction, true)};
  overloads.push_back(MakeOverload<double>({TypeId::kFloat64}, TypeId::kFloat64, [=](double value) {
    return RoundDouble(direction, value);
  }));
  overloads.push_back(MakeOverload<double, int64_t>(
      {TypeId::kFloat64, TypeId::kInt64}, TypeId::kFloat64,
      [=](double value, int64_t digits) { return RoundToDigits(direction, value, digits); }));
  overloads.push_back(MakeOverload<float>({TypeId::kFloat32}, TypeId::kFloat32, [=](float value) {
    return static_cast<float>(RoundDouble(direction, value));
  }));
  AddInteger<int32_t>(overloads, TypeId::kInt32, direction);
  AddInteger<int64_t>(overloads, TypeId::kInt64, direction);
  AddInteger<int8_t>(overloads, TypeId::kInt8, direction);
  AddInteger<int16_t>(overloads, TypeId::kInt16, direction);
  AddInteger<uint8_t>(overloads, TypeId::kUInt8, direction);
  AddInteger<uint16_t>(overloads, TypeId::kUInt16, direction);
  AddInteger<uint32_t>(overloads, TypeId::kUInt32, direction);
  AddInteger<uint64_t>(overloads, TypeId::kUInt64, direction);
  AddInteger<int128_t>(overloads, TypeId::kInt128, direction);
  return overloads;
}

/// Makes the overloads of floor and ceil, which give DOUBLE for integers, unless digits are given.
std::vector<ScalarOverload> WithoutDigits(Direction direction) {
  const LogicalType big = TypeId::kInt64;
  return {DecimalOverload(direction, false),
          DecimalOverload(direction, true),
          MakeOverload<int64_t, int64_t>({big, big}, big,
                                         [=](int64_t value, int64_t digits) {
                                           return RoundInteger(direction, value, digits);
                                         }),
          MakeOverload<double, int64_t>({TypeId::kFloat64, big}, TypeId::kFloat64,
                                        [=](double value, int64_t digits) {
                                          return RoundToDigits(direction, value, digits);
                                        }),
          MakeOverload<double>({TypeId::kFloat64}, TypeId::kFloat64,
                               [=](double value) { return RoundDouble(direction, value); }),
          MakeOverload<float>({TypeId::kFloat32}, TypeId::kFloat32, [=](float value) {
            return static_cast<float>(RoundDouble(direction, value));
          })};
}

}  // namespace

void RegisterRounding(FunctionRegistry& registry) {
  FunctionTraits traits;
  registry.Add(ScalarFunction{"round",
                              {},
                              "math",
                              "Rounds half away from zero, to whole numbers or to a number of "
                              "decimals (before the point if negative).",
                              {{"round(2.345, 2)", "2.35"}, {"round(1250, -2)", "1300"}},
                              traits,
                              WithDigits(Direction::kNearest)});
  registry.Add(ScalarFunction{"round_even",
                              {"roundbankers", "bround"},
                              "math",
                              "Rounds to a number of decimals, halves to the even neighbour.",
                              {{"round_even(2.5, 0)", "2"}, {"round_even(35, -1)", "40"}},
                              traits,
                              WithDigits(Direction::kNearestEven)});
  registry.Add(ScalarFunction{"trunc",
                              {},
                              "math",
                              "Drops decimals.",
                              {{"trunc(-1.57, 1)", "-1.5"}},
                              traits,
                              WithDigits(Direction::kZero)});
  traits.monotonicity = Monotonicity::kIncreasing;
  registry.Add(ScalarFunction{"floor",
                              {},
                              "math",
                              "Returns the largest whole number that is not above.",
                              {{"floor(-1.5)", "-2"}},
                              traits,
                              WithoutDigits(Direction::kDown)});
  registry.Add(ScalarFunction{"ceil",
                              {"ceiling"},
                              "math",
                              "Returns the smallest whole number that is not below.",
                              {{"ceil(1.2)", "2"}},
                              traits,
                              WithoutDigits(Direction::kUp)});
}

}  // namespace lakebolt
