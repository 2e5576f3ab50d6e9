// /, // and %. Division gives floating-point numbers, // whole ones; a zero divisor is an error.

#include <algorithm>
#include <cmath>
#include <limits>

#include "function/scalar/families.h"
#include "function/scalar/number/number_loops.h"
#include "types/decimal.h"
#include "types/integer_digits.h"

namespace lakebolt {

namespace {

[[noreturn]] void ThrowDivisionByZero() {
  throw UserError(ErrorCode::kDivisionByZero, "division by zero", {},
                  "divide by nullif(divisor, 0) to get NULL instead");
}

struct Quotient {
  static constexpr const char* kSymbol = "//";
  template <typename T>
  static bool Apply(T a, T b, T& out) {
    if constexpr (std::is_floating_point_v<T>) {
      out = a / b;
      return b == 0;
    } else {
      const bool wrong = b == 0 || Overflows(a, b);
      out = wrong ? T{0} : static_cast<T>(a / b);
      return wrong;
    }
  }
  template <typename T>
  static bool Overflows(T a, T b) {
    if constexpr (kHasSign<T>) {
      return a == std::numeric_limits<T>::min() && b == T{-1};
    } else {
      return false;
    }
  }
};

struct Remainder {
  static constexpr const char* kSymbol = "%";
  template <typename T>
  static bool Apply(T a, T b, T& out) {
    if constexpr (std::is_floating_point_v<T>) {
      out = std::fmod(a, b);
      return b == 0;
    } else {
      // The smallest integer by -1 has no quotient, but its remainder is 0.
      const bool trivial = b == T{0} || b == static_cast<T>(-1);
      out = trivial && kHasSign<T> ? T{0} : static_cast<T>(a % (b == T{0} ? T{1} : b));
      return b == T{0};
    }
  }
};

template <typename Op, typename T>
ScalarKernel DivisionKernel(const LogicalType& type) {
  return [type](std::span<const Vector> args, RowSet rows) {
    Vector out(type, rows.size);
    const auto op = [](T a, T b, T& r) { return Op::Apply(a, b, r); };
    if (BinaryLoop<T, T>(args[0], args[1], rows, out.mutable_values<T>(), op)) {
      const VectorReader<T> divisor(args[1]);
      for (uint32_t i = 0; i < rows.count; ++i) {
        if (!divisor.IsNull(rows[i]) && divisor[rows[i]] == T{0}) ThrowDivisionByZero();
      }
      ThrowOverflow<T, T, T>(args[0], args[1], rows, Op::kSymbol, type, op);
    }
    return out;
  };
}

template <typename Op, typename T>
ScalarOverload DivisionOverload(TypeId id) {
  ScalarOverload overload;
  overload.parameters = {id, id};
  overload.result = id;
  overload.kernel = DivisionKernel<Op, T>(id);
  return overload;
}

template <typename Op>
std::vector<ScalarOverload> IntegerOverloads() {
  return {DivisionOverload<Op, int32_t>(TypeId::kInt32),
          DivisionOverload<Op, int64_t>(TypeId::kInt64),
          DivisionOverload<Op, int128_t>(TypeId::kInt128),
          DivisionOverload<Op, uint128_t>(TypeId::kUInt128),
          DivisionOverload<Op, int8_t>(TypeId::kInt8),
          DivisionOverload<Op, int16_t>(TypeId::kInt16),
          DivisionOverload<Op, uint8_t>(TypeId::kUInt8),
          DivisionOverload<Op, uint16_t>(TypeId::kUInt16),
          DivisionOverload<Op, uint32_t>(TypeId::kUInt32),
          DivisionOverload<Op, uint64_t>(TypeId::kUInt64)};
}

template <typename Op>
std::vector<ScalarOverload> FloatingOverloads() {
  return {DivisionOverload<Op, double>(TypeId::kFloat64),
          DivisionOverload<Op, float>(TypeId::kFloat32)};
}

/// Returns the digits before the point of a decimal or of an integer taken as one.
int IntegerDigits(const LogicalType& type) {
  const LogicalType decimal = type.IsDecimal() ? type : DecimalOfInteger(type.id());
  return decimal.precision() - decimal.scale();
}

/// Takes the remainder of two decimals (or a decimal and an integer) at the finer scale.
std::optional<BoundScalar> BindDecimalRemainder(const std::vector<LogicalType>& actual) {
  if (actual.size() != 2 || (!actual[0].IsDecimal() && !actual[1].IsDecimal())) {
    return std::nullopt;
  }
  for (const LogicalType& type : actual) {
    if (!type.IsDecimal() && !type.IsInteger()) return std::nullopt;
  }
  const int scale = std::max(actual[0].scale(), actual[1].scale());
  const int whole = std::max(IntegerDigits(actual[0]), IntegerDigits(actual[1]));
  const LogicalType type =
      LogicalType::Decimal(std::min(whole + scale, MostDigits(actual[0], actual[1])), scale);
  BoundScalar bound;
  bound.arguments = {type, type};
  bound.result = type;
  switch (type.physical()) {
    case PhysicalType::kInt64: bound.kernel = DivisionKernel<Remainder, int64_t>(type); break;
    case PhysicalType::kInt128: bound.kernel = DivisionKernel<Remainder, int128_t>(type); break;
    default: bound.kernel = DivisionKernel<Remainder, Int256>(type);
  }
  return bound;
}

}  // namespace

void RegisterDivision(FunctionRegistry& registry) {
  const FunctionTraits traits;
  registry.Add(ScalarFunction{"/",
                              {},
                              "math",
                              "Divides two numbers; the result is floating-point. Dividing by zero "
                              "is an error.",
                              {{"5 / 2", "2.5"}},
                              traits,
                              FloatingOverloads<Quotient>()});
  ScalarFunction whole{"//",
                       {"divide"},
                       "math",
                       "Divides two integers and drops what is behind the point.",
                       {{"5 // 2", "2"}, {"-5 // 2", "-2"}},
                       traits,
                       IntegerOverloads<Quotient>()};
  for (auto& overload : FloatingOverloads<Quotient>()) whole.overloads.push_back(overload);
  registry.Add(std::move(whole));

  ScalarFunction remainder{"%",
                           {"mod"},
                           "math",
                           "Gives the remainder of a division, with the sign of the dividend.",
                           {{"5 % 3", "2"}, {"-5 % 3", "-2"}, {"5.5 % 2", "1.5"}},
                           traits,
                           IntegerOverloads<Remainder>()};
  for (auto& overload : FloatingOverloads<Remainder>()) remainder.overloads.push_back(overload);
  ScalarOverload decimal;
  decimal.parameters = {LogicalType::Decimal(kMaxDecimal128Precision, 0),
                        LogicalType::Decimal(kMaxDecimal128Precision, 0)};
  decimal.bind = BindDecimalRemainder;
  remainder.overloads.push_back(std::move(decimal));
  registry.Add(std::move(remainder));
}

}  // namespace lakebolt
