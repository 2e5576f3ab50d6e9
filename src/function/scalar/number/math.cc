// abs, sign, roots, powers, logarithms, trigonometry. Outside a function's domain the result is NaN
// or infinite, as IEEE arithmetic has it.

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>
#include <type_traits>

#include "function/scalar/families.h"
#include "function/scalar/number/number_loops.h"
#include "function/scalar_adapter.h"
#include "types/calendar.h"
#include "types/decimal.h"

namespace lakebolt {

namespace {

const LogicalType kDouble = TypeId::kFloat64;

template <typename T>
T Absolute(T value) {
  if constexpr (std::is_floating_point_v<T>) {
    return std::fabs(value);
  } else {
    if (value == std::numeric_limits<T>::min()) {
      throw UserError(ErrorCode::kOutOfRange, "the absolute value does not fit its type");
    }
    return value < 0 ? static_cast<T>(-value) : value;
  }
}

template <typename T>
void AddAbs(std::vector<ScalarOverload>& overloads, TypeId id) {
  if constexpr (!kHasSign<T> && !std::is_floating_point_v<T>) {
    overloads.push_back(MakeOverload<T>({id}, id, [](T value) { return value; }));
  } else {
    overloads.push_back(MakeOverload<T>({id}, id, Absolute<T>));
  }
}

template <typename T>
int8_t Sign(T value) {
  return static_cast<int8_t>((value > T{0}) - (value < T{0}));
}

/// Binds a function of decimals whose result is a decimal of the same type, or TINYINT.
template <typename Apply>
ScalarOverload DecimalOverload(bool same_type, Apply apply) {
  ScalarOverload overload;
  overload.parameters = {LogicalType::Decimal(kMaxDecimal128Precision, 0)};
  overload.bind = [=](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.size() != 1 || !actual[0].IsDecimal()) return std::nullopt;
    BoundScalar bound;
    bound.arguments = actual;
    bound.result = same_type ? actual[0] : LogicalType(TypeId::kInt8);
    bound.traits.can_fail = false;
    switch (actual[0].physical()) {
      case PhysicalType::kInt64: bound.kernel = MakeKernel<int64_t>(bound.result, apply); break;
      case PhysicalType::kInt128: bound.kernel = MakeKernel<int128_t>(bound.result, apply); break;
      default: bound.kernel = MakeKernel<Int256>(bound.result, apply);
    }
    return bound;
  };
  return overload;
}

void RegisterAbsAndSign(FunctionRegistry& registry) {
  ScalarFunction abs{"abs", {"@"}, "math", "Returns the absolute value.", {{"abs(-3)", "3"}},
                     {},    {}};
  AddAbs<int32_t>(abs.overloads, TypeId::kInt32);
  AddAbs<int64_t>(abs.overloads, TypeId::kInt64);
  AddAbs<int8_t>(abs.overloads, TypeId::kInt8);
  AddAbs<int16_t>(abs.overloads, TypeId::kInt16);
  AddAbs<uint8_t>(abs.overloads, TypeId::kUInt8);
  AddAbs<uint16_t>(abs.overloads, TypeId::kUInt16);
  AddAbs<uint32_t>(abs.overloads, TypeId::kUInt32);
  AddAbs<uint64_t>(abs.overloads, TypeId::kUInt64);
  AddAbs<int128_t>(abs.overloads, TypeId::kInt128);
  AddAbs<uint128_t>(abs.overloads, TypeId::kUInt128);
  AddAbs<float>(abs.overloads, TypeId::kFloat32);
  AddAbs<double>(abs.overloads, TypeId::kFloat64);
  abs.overloads.push_back(
      DecimalOverload(true, []<typename T>(const T& v) { return v < T{0} ? -v : v; }));
  registry.Add(std::move(abs));

  const LogicalType tiny = TypeId::kInt8;
  registry.Add(
      ScalarFunction{"sign",
                     {},
                     "math",
                     "Returns -1, 0 or 1.",
                     {{"sign(-4)", "-1"}},
                     NeverFails(),
                     {MakeOverload<int64_t>({TypeId::kInt64}, tiny, Sign<int64_t>),
                      MakeOverload<uint64_t>({TypeId::kUInt64}, tiny, Sign<uint64_t>),
                      MakeOverload<int128_t>({TypeId::kInt128}, tiny, Sign<int128_t>),
                      MakeOverload<uint128_t>({TypeId::kUInt128}, tiny, Sign<uint128_t>),
                      MakeOverload<double>({kDouble}, tiny, Sign<double>),
                      DecimalOverload(false, []<typename T>(const T& v) { return Sign<T>(v); })}});
}

using Unary = double (*)(double);
using Binary = double (*)(double, double);

void AddUnary(FunctionRegistry& registry, const char* name, std::vector<std::string> aliases,
              const char* description, FunctionExample example, Unary fn,
              Monotonicity monotonicity = Monotonicity::kNone) {
  FunctionTraits traits = NeverFails();
  traits.monotonicity = monotonicity;
  registry.Add(ScalarFunction{name,
                              std::move(aliases),
                              "math",
                              description,
                              {std::move(example)},
                              traits,
                              {MakeOverload<double>({kDouble}, kDouble, fn)}});
}

void AddBinary(FunctionRegistry& registry, const char* name, std::vector<std::string> aliases,
               const char* description, FunctionExample example, Binary fn) {
  registry.Add(ScalarFunction{name,
                              std::move(aliases),
                              "math",
                              description,
                              {std::move(example)},
                              NeverFails(),
                              {MakeOverload<double, double>({kDouble, kDouble}, kDouble, fn)}});
}

void RegisterPowers(FunctionRegistry& registry) {
  const auto grows = Monotonicity::kIncreasing;
  AddUnary(registry, "sqrt", {}, "Returns the square root.", {"sqrt(16)", "4.0"}, std::sqrt);
  AddUnary(registry, "cbrt", {}, "Returns the cube root.", {"cbrt(8)", "2.0"}, std::cbrt, grows);
  AddUnary(registry, "exp", {}, "Returns e to the power of x.", {"exp(0)", "1.0"}, std::exp, grows);
  AddUnary(registry, "ln", {}, "Returns the natural logarithm.", {"ln(1)", "0.0"}, std::log);
  AddUnary(registry, "log10", {}, "Returns the logarithm to base 10.", {"log10(100)", "2.0"},
           std::log10);
  AddUnary(registry, "log2", {}, "Returns the logarithm to base 2.", {"log2(8)", "3.0"}, std::log2);
  AddBinary(registry, "pow", {"power", "^", "**"}, "Raises x to the power of y.",
            {"pow(2, 10)", "1024.0"}, std::pow);
  registry.Add(ScalarFunction{
      "log",
      {},
      "math",
      "Returns the logarithm to base 10, or of the second argument to the first as base.",
      {{"log(100)", "2.0"}, {"log(2, 8)", "3.0"}},
      NeverFails(),
      {MakeOverload<double>({kDouble}, kDouble, [](double x) { return std::log10(x); }),
       MakeOverload<double, double>({kDouble, kDouble}, kDouble, [](double base, double x) {
         return std::log10(x) / std::log10(base);
       })}});
}

void RegisterTrigonometry(FunctionRegistry& registry) {
  const auto grows = Monotonicity::kIncreasing;
  AddUnary(registry, "sin", {}, "Returns the sine.", {"sin(0)", "0.0"}, std::sin);
  AddUnary(registry, "cos", {}, "Returns the cosine.", {"cos(0)", "1.0"}, std::cos);
  AddUnary(registry, "tan", {}, "Returns the tangent.", {"tan(0)", "0.0"}, std::tan);
  AddUnary(registry, "cot", {}, "Returns the cotangent.", {"round(cot(1), 3)", "0.642"},
           [](double x) { return 1 / std::tan(x); });
  AddUnary(registry, "asin", {}, "Returns the arc sine.", {"asin(0)", "0.0"}, std::asin);
  AddUnary(registry, "acos", {}, "Returns the arc cosine.", {"acos(1)", "0.0"}, std::acos);
  AddUnary(registry, "atan", {}, "Returns the arc tangent.", {"atan(0)", "0.0"}, std::atan, grows);
  AddBinary(registry, "atan2", {}, "Returns the angle of the point (y, x).", {"atan2(0, 1)", "0.0"},
            std::atan2);
  AddUnary(registry, "sinh", {}, "Returns the hyperbolic sine.", {"sinh(0)", "0.0"}, std::sinh,
           grows);
  AddUnary(registry, "cosh", {}, "Returns the hyperbolic cosine.", {"cosh(0)", "1.0"}, std::cosh);
  AddUnary(registry, "tanh", {}, "Returns the hyperbolic tangent.", {"tanh(0)", "0.0"}, std::tanh,
           grows);
  AddUnary(
      registry, "degrees", {"todegrees"}, "Turns radians into degrees.", {"degrees(pi())", "180.0"},
      [](double x) { return x * (180 / std::numbers::pi); }, grows);
  AddUnary(
      registry, "radians", {"toradians"}, "Turns degrees into radians.",
      {"radians(180) = pi()", "true"}, [](double x) { return x * (std::numbers::pi / 180); },
      grows);
  registry.Add(ScalarFunction{"pi",
                              {},
                              "math",
                              "Returns the number pi.",
                              {{"pi()", "3.141592653589793"}},
                              NeverFails(),
                              {ScalarOverload{{},
                                              kDouble,
                                              false,
                                              [](std::span<const Vector>, RowSet rows) {
                                                return Vector::Constant(
                                                    Value::Float64(std::numbers::pi), rows.size);
                                              },
                                              nullptr,
                                              nullptr}}});
}

void AddTest(FunctionRegistry& registry, const char* name, const char* description,
             FunctionExample example, bool (*fn)(double)) {
  registry.Add(ScalarFunction{name,
                              {},
                              "math",
                              description,
                              {std::move(example)},
                              NeverFails(),
                              {MakeOverload<double>({kDouble}, TypeId::kBoolean, fn)}});
}

/// Adds the overloads for dates and timestamps.
void AddTemporalTest(FunctionRegistry& registry, const char* name, const char* description,
                     FunctionExample example, bool finite) {
  const auto of_date = [=](int32_t days) { return IsFiniteDate(days) == finite; };
  const auto of_timestamp = [=](int64_t ticks) { return IsFiniteTimestamp(ticks) == finite; };
  std::vector<ScalarOverload> overloads = {
      MakeOverload<int32_t>({TypeId::kDate}, TypeId::kBoolean, of_date)};
  for (const bool zoned : {false, true}) {
    overloads.push_back(MakeOverload<int64_t>({LogicalType::Timestamp(TimeUnit::kMicro, zoned)},
                                              TypeId::kBoolean, of_timestamp));
  }
  registry.Add(ScalarFunction{
      name, {}, "math", description, {std::move(example)}, NeverFails(), std::move(overloads)});
}

void RegisterTests(FunctionRegistry& registry) {
  AddTest(registry, "isnan", "Tells whether a number is NaN.", {"isnan('nan'::DOUBLE)", "true"},
          [](double x) { return std::isnan(x); });
  AddTest(registry, "isinf", "Tells whether a number is infinite.",
          {"isinf('inf'::DOUBLE)", "true"}, [](double x) { return std::isinf(x); });
  AddTest(registry, "isfinite", "Tells whether a number is neither infinite nor NaN.",
          {"isfinite(1.5)", "true"}, [](double x) { return std::isfinite(x); });
  AddTemporalTest(registry, "isinf", "Tells whether a date or timestamp is infinite.",
                  {"isinf(DATE 'infinity')", "true"}, false);
  AddTemporalTest(registry, "isfinite", "Tells whether a date or timestamp is not infinite.",
                  {"isfinite(DATE '2020-01-01')", "true"}, true);
  AddTest(registry, "signbit", "Tells whether the sign is negative, also of zero.",
          {"signbit(-1.5)", "true"}, [](double x) { return std::signbit(x); });
}

template <typename T>
constexpr T kLeast = std::is_same_v<T, int64_t> ? T{INT64_MIN} : T{1} << 127;

template <typename T>
[[noreturn]] void ThrowTooLarge(const char* what) {
  throw UserError(ErrorCode::kOutOfRange,
                  std::string(what) + (sizeof(T) == sizeof(int64_t) ? " does not fit BIGINT"
                                                                    : " does not fit HUGEINT"));
}

template <typename T>
T Gcd(T a, T b) {
  while (b != 0) {
    const T rest = b == -1 ? 0 : a % b;  // the least number does not divide by -1
    a = b;
    b = rest;
  }
  if (a == kLeast<T>) ThrowTooLarge<T>("the divisor");
  return a < 0 ? -a : a;
}

template <typename T>
T Lcm(T a, T b) {
  if (a == 0 || b == 0) return 0;
  T out;
  if (__builtin_mul_overflow(a / Gcd(a, b), b, &out) || out == kLeast<T>) {
    ThrowTooLarge<T>("the multiple");
  }
  return out < 0 ? -out : out;
}

int128_t Binomial(int32_t n, int32_t k) {
  if (n < 0 || k < 0) {
    throw UserError(ErrorCode::kOutOfRange, "the binomial of a negative number is undefined");
  }
  if (n < k) return 0;
  const int32_t steps = std::min(k, n - k);
  int128_t out = 1;
  for (int32_t i = 1; i <= steps; ++i) {
    // Both divisions are exact; taking out what is shared keeps the product small.
    int128_t factor = n - steps + i;
    int128_t divisor = i;
    const int128_t shared = Gcd(factor, divisor);
    factor /= shared;
    divisor /= shared;
    if (__builtin_mul_overflow(out / divisor, factor, &out)) {
      ThrowTooLarge<int128_t>("the binomial");
    }
  }
  return out;
}

int128_t Factorial(int32_t n) {
  constexpr int32_t kLargest = 33;  // 34! has 39 digits
  if (n < 0) {
    throw UserError(ErrorCode::kOutOfRange,
                    "the factorial of the negative number " + std::to_string(n) + " is undefined");
  }
  if (n > kLargest) throw UserError(ErrorCode::kOutOfRange, "the factorial does not fit HUGEINT");
  int128_t out = 1;
  for (int32_t i = 2; i <= n; ++i) out *= i;
  return out;
}

void RegisterWholeNumbers(FunctionRegistry& registry) {
  const LogicalType big = TypeId::kInt64;
  const LogicalType huge = TypeId::kInt128;
  registry.Add(
      ScalarFunction{"gcd",
                     {"greatest_common_divisor"},
                     "math",
                     "Returns the greatest common divisor.",
                     {{"gcd(12, 8)", "4"}},
                     {},
                     {MakeOverload<int64_t, int64_t>({big, big}, big, Gcd<int64_t>),
                      MakeOverload<int128_t, int128_t>({huge, huge}, huge, Gcd<int128_t>)}});
  registry.Add(
      ScalarFunction{"lcm",
                     {"least_common_multiple"},
                     "math",
                     "Returns the least common multiple.",
                     {{"lcm(4, 6)", "12"}},
                     {},
                     {MakeOverload<int64_t, int64_t>({big, big}, big, Lcm<int64_t>),
                      MakeOverload<int128_t, int128_t>({huge, huge}, huge, Lcm<int128_t>)}});
  registry.Add(ScalarFunction{
      "binom",
      {},
      "math",
      "Returns how many subsets of k elements a set of n has.",
      {{"binom(5, 2)", "10"}},
      {},
      {MakeOverload<int32_t, int32_t>({TypeId::kInt32, TypeId::kInt32}, huge, Binomial)}});
  registry.Add(
      ScalarFunction{"factorial",
                     {},
                     "math",
                     "Returns the product of all whole numbers up to n.",
                     {{"factorial(5)", "120"}},
                     {},
                     {MakeOverload<int32_t>({TypeId::kInt32}, TypeId::kInt128, Factorial)}});
}

}  // namespace

void RegisterMath(FunctionRegistry& registry) {
  RegisterAbsAndSign(registry);
  RegisterPowers(registry);
  RegisterTrigonometry(registry);
  RegisterTests(registry);
  RegisterWholeNumbers(registry);
}

}  // namespace lakebolt
