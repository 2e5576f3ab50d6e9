// +, - and * on numbers. Integers keep their type and overflow is an error. Decimals follow the
// SQL rules: a sum has one digit more than the larger operand, a product the digits of both; where
// that passes what 64 or 128 bits hold, the result type is cut and checked.

#include <algorithm>
#include <bit>

#include "function/scalar/families.h"
#include "function/scalar/number/bignum_arithmetic.h"
#include "function/scalar/number/multiply_block.h"
#include "function/scalar/number/number_loops.h"
#include "types/decimal.h"
#include "types/integer_digits.h"
#include "vector/pick_words.h"

namespace lakebolt {

namespace {

struct Add {
  static constexpr const char* kSymbol = "+";
  template <typename T>
  static bool Checked(T a, T b, T& out) {
    return AddOverflows(a, b, out);
  }
  template <typename T>
  static T Plain(T a, T b) {
    return a + b;
  }
};
struct Subtract {
  static constexpr const char* kSymbol = "-";
  template <typename T>
  static bool Checked(T a, T b, T& out) {
    return SubtractOverflows(a, b, out);
  }
  template <typename T>
  static T Plain(T a, T b) {
    return a - b;
  }
};
struct Multiply {
  static constexpr const char* kSymbol = "*";
  template <typename T>
  static bool Checked(T a, T b, T& out) {
    return MultiplyOverflows(a, b, out);
  }
  template <typename T>
  static T Plain(T a, T b) {
    return a * b;
  }
};

/// Computes in ways that vectorize, as the compiler's overflow builtins do not: small integers in a
/// wider type, comparing the result with its narrowed self; sums of 64 bits by their signs.
template <typename Op, typename T>
auto CheckedInBlocks(T a, T b, T& out) {
  if constexpr (sizeof(T) <= 4) {
    const int64_t wide = Op::Plain(static_cast<int64_t>(a), static_cast<int64_t>(b));
    out = static_cast<T>(wide);
    return wide != static_cast<int64_t>(out);
  } else if constexpr (std::is_same_v<T, int64_t> && !std::is_same_v<Op, Multiply>) {
    out = static_cast<T>(Op::Plain(static_cast<uint64_t>(a), static_cast<uint64_t>(b)));
    // A sum has the wrong sign where both operands have the other one.
    const int64_t addend = std::is_same_v<Op, Add> ? b : ~b;
    return ((a ^ out) & (addend ^ out)) >> 63;
  } else {
    return Op::Checked(a, b, out);
  }
}

/// Returns the numbers of a vector one after the other; those of a dictionary vector are gathered
/// into `space`, where rows that are not alive may have any of them.
const int64_t* NumbersOf(const Vector& numbers, RowSet rows, Vector& space) {
  if (!numbers.IsDictionary()) return numbers.values<int64_t>();
  space = Vector(numbers.type(), rows.size);
  auto* gathered = space.mutable_values<int64_t>();
  const Vector& dictionary = numbers.dictionary();
  PickWords(dictionary.values<int64_t>(), dictionary.size(), numbers.codes(), rows, gathered);
  return gathered;
}

/// Multiplies all rows of a chunk, most of them alive, where their bits prove that no product
/// reaches 2^(most_bits - 1); false where they do not.
bool MultiplyAll(const Vector& left, const Vector& right, RowSet rows, int most_bits,
                 int64_t* out) {
  const Vector& factor = left.IsConstant() ? left : right;
  const Vector& other = left.IsConstant() ? right : left;
  if (rows.count == 0 || rows.count < rows.size / 2 || other.IsConstant()) return false;
  Vector other_space;
  Vector factor_space;
  return MultiplyBlock(NumbersOf(other, rows, other_space), NumbersOf(factor, rows, factor_space),
                       factor.IsConstant() ? 0 : 1, rows.size, most_bits, out);
}

template <typename Op, typename T>
BoundScalar BindPlain(const LogicalType& type) {
  BoundScalar bound;
  bound.arguments = {type, type};
  bound.result = type;
  bound.traits.can_fail = !std::is_floating_point_v<T>;
  bound.kernel = [type](std::span<const Vector> args, RowSet rows) {
    Vector out(type, rows.size);
    T* values = out.mutable_values<T>();
    if constexpr (std::is_floating_point_v<T>) {
      BinaryLoop<T, T>(args[0], args[1], rows, values, [](T a, T b, T& r) {
        r = Op::Plain(a, b);
        return false;
      });
    } else {
      if constexpr (std::is_same_v<T, int64_t> && std::is_same_v<Op, Multiply>) {
        constexpr int kMostBits = 63;
        if (MultiplyAll(args[0], args[1], rows, kMostBits, values)) return out;
      }
      const auto op = [](T a, T b, T& r) { return CheckedInBlocks<Op, T>(a, b, r); };
      if (BinaryLoop<T, T>(args[0], args[1], rows, values, op)) {
        ThrowOverflow<T, T, T>(args[0], args[1], rows, Op::kSymbol, type, op);
      }
    }
    return out;
  };
  return bound;
}

template <typename Op, typename T>
ScalarOverload PlainOverload(TypeId id) {
  const LogicalType type = id;
  const BoundScalar bound = BindPlain<Op, T>(type);
  ScalarOverload overload;
  overload.parameters = {type, type};
  overload.result = type;
  overload.bind = [bound](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.size() != 2) return std::nullopt;
    return bound;
  };
  return overload;
}

/// Returns the decimal a number is taken as next to a decimal; nothing for other types.
std::optional<LogicalType> AsDecimal(const LogicalType& type) {
  if (type.IsDecimal()) return type;
  if (type.id() == TypeId::kNull) return LogicalType::Decimal(1, 0);
  return type.IsInteger() ? std::optional(DecimalOfInteger(type.id())) : std::nullopt;
}

/// Is one operation on decimals of one physical type; `bound` is 10^precision where the result may
/// pass its type, else 0.
template <typename Op, typename T>
ScalarKernel DecimalKernel(const LogicalType& result, bool checked) {
  return [result, checked](std::span<const Vector> args, RowSet rows) {
    Vector out(result, rows.size);
    T* values = out.mutable_values<T>();
    if (!checked) {
      const RowSet all = MostlyDense(args[0], args[1], rows);
      BinaryLoop<T, T>(args[0], args[1], all, values, [](T a, T b, T& r) {
        if constexpr (std::is_same_v<T, Int256>) {
          r = Op::Plain(a, b);
        } else {
          using Unsigned = std::conditional_t<sizeof(T) == 8, uint64_t, uint128_t>;
          r = static_cast<T>(Op::Plain(static_cast<Unsigned>(a), static_cast<Unsigned>(b)));
        }
        return false;
      });
      return out;
    }
    const T bound = PowerOfTenAs<T>(result.precision());
    if constexpr (std::is_same_v<T, int64_t> && std::is_same_v<Op, Multiply>) {
      const int bits = std::bit_width(static_cast<uint64_t>(bound));
      if (MultiplyAll(args[0], args[1], rows, bits, values)) return out;
    }
    const auto op = [bound](T a, T b, T& r) {
      const bool overflow = Op::Checked(a, b, r);
      return overflow | (r >= bound) | (r <= -bound);
    };
    if (BinaryLoop<T, T>(args[0], args[1], rows, values, op)) {
      ThrowOverflow<T, T, T>(args[0], args[1], rows, Op::kSymbol, result, op);
    }
    return out;
  };
}

template <typename Op>
BoundScalar BindDecimal(std::vector<LogicalType> arguments, const LogicalType& result,
                        bool checked) {
  BoundScalar bound;
  bound.arguments = std::move(arguments);
  bound.result = result;
  bound.traits.can_fail = checked;
  switch (result.physical()) {
    case PhysicalType::kInt64: bound.kernel = DecimalKernel<Op, int64_t>(result, checked); break;
    case PhysicalType::kInt128: bound.kernel = DecimalKernel<Op, int128_t>(result, checked); break;
    default: bound.kernel = DecimalKernel<Op, Int256>(result, checked);
  }
  return bound;
}

/// Takes a pair of which at least one is a decimal.
std::optional<std::pair<LogicalType, LogicalType>> DecimalPair(
    const std::vector<LogicalType>& actual) {
  if (actual.size() != 2 || (!actual[0].IsDecimal() && !actual[1].IsDecimal())) {
    return std::nullopt;
  }
  const auto a = AsDecimal(actual[0]);
  const auto b = AsDecimal(actual[1]);
  if (!a || !b) return std::nullopt;
  return std::pair(*a, *b);
}

/// Brings both operands to the type of the sum, whose addition is then a plain one.
template <typename Op>
std::optional<BoundScalar> BindDecimalSum(const std::vector<LogicalType>& actual) {
  const auto pair = DecimalPair(actual);
  if (!pair) return std::nullopt;
  const auto& [a, b] = *pair;
  const int scale = std::max(a.scale(), b.scale());
  const int whole = std::max(a.precision() - a.scale(), b.precision() - b.scale());
  const int precision = whole + scale + 1;
  const int most = MostDigits(a, b);
  const LogicalType result = LogicalType::Decimal(std::min(precision, most), scale);
  return BindDecimal<Op>({result, result}, result, precision > most);
}

std::optional<BoundScalar> BindDecimalProduct(const std::vector<LogicalType>& actual) {
  const auto pair = DecimalPair(actual);
  if (!pair) return std::nullopt;
  const auto& [a, b] = *pair;
  const int scale = a.scale() + b.scale();
  int precision = a.precision() + b.precision();
  const int most = MostDigits(a, b);
  if (scale > most) {
    throw UserError(ErrorCode::kOutOfRange,
                    "the product of " + a.ToString() + " and " + b.ToString() + " has " +
                        std::to_string(scale) + " decimals; this one holds at most " +
                        std::to_string(most),
                    {}, "cast an operand to DOUBLE or to fewer decimals");
  }
  bool checked = false;
  const bool both_small =
      a.precision() <= kMaxDecimal64Precision && b.precision() <= kMaxDecimal64Precision;
  if (both_small && precision > kMaxDecimal64Precision && scale < kMaxDecimal64Precision) {
    // Products seldom use all their digits: 64 bits with a check beat 128 without one.
    precision = kMaxDecimal64Precision;
    checked = true;
  } else if (precision > most) {
    precision = most;
    checked = true;
  }
  const LogicalType result = LogicalType::Decimal(precision, scale);
  if (result.physical() == PhysicalType::kInt64)
    return BindDecimal<Multiply>({a, b}, result, checked);
  return BindDecimal<Multiply>(
      {LogicalType::Decimal(most, a.scale()), LogicalType::Decimal(most, b.scale())}, result,
      checked);
}

template <typename Op>
std::vector<ScalarOverload> NumberOverloads() {
  return {
      PlainOverload<Op, int8_t>(TypeId::kInt8),     PlainOverload<Op, int16_t>(TypeId::kInt16),
      PlainOverload<Op, int32_t>(TypeId::kInt32),   PlainOverload<Op, int64_t>(TypeId::kInt64),
      PlainOverload<Op, uint8_t>(TypeId::kUInt8),   PlainOverload<Op, uint16_t>(TypeId::kUInt16),
      PlainOverload<Op, uint32_t>(TypeId::kUInt32), PlainOverload<Op, uint64_t>(TypeId::kUInt64),
      PlainOverload<Op, int128_t>(TypeId::kInt128), PlainOverload<Op, uint128_t>(TypeId::kUInt128),
      PlainOverload<Op, float>(TypeId::kFloat32),   PlainOverload<Op, double>(TypeId::kFloat64)};
}

ScalarOverload BindingOverload(
    std::vector<LogicalType> parameters,
    std::optional<BoundScalar> (*bind)(const std::vector<LogicalType>& actual)) {
  ScalarOverload overload;
  overload.parameters = std::move(parameters);
  overload.bind = bind;
  return overload;
}

template <typename T>
ScalarOverload NegateOverload(TypeId id) {
  const LogicalType type = id;
  ScalarOverload overload;
  overload.parameters = {type};
  overload.result = type;
  overload.kernel = [type](std::span<const Vector> args, RowSet rows) {
    Vector out(type, rows.size);
    const bool failed =
        UnaryLoop<T>(args[0], rows, out.mutable_values<T>(), [](T value, T& result) {
          if constexpr (std::is_floating_point_v<T>) {
            result = -value;
            return false;
          } else {
            return CheckedInBlocks<Subtract, T>(T{0}, value, result) != 0;
          }
        });
    if (failed) {
      throw UserError(ErrorCode::kOutOfRange,
                      "the smallest " + type.ToString() + " has no negative of that type");
    }
    return out;
  };
  return overload;
}

std::optional<BoundScalar> BindDecimalNegate(const std::vector<LogicalType>& actual) {
  if (actual.size() != 1 || !actual[0].IsDecimal()) return std::nullopt;
  BoundScalar bound;
  bound.arguments = actual;
  bound.result = actual[0];
  bound.traits.can_fail = false;
  bound.traits.monotonicity = Monotonicity::kDecreasing;
  bound.kernel = [type = actual[0]](std::span<const Vector> args, RowSet rows) {
    Vector out(type, rows.size);
    const auto negate = [&]<typename T>() {
      UnaryLoop<T>(args[0], rows, out.mutable_values<T>(), [](T value, T& result) {
        result = -value;
        return false;
      });
    };
    switch (type.physical()) {
      case PhysicalType::kInt64: negate.template operator()<int64_t>(); break;
      case PhysicalType::kInt128: negate.template operator()<int128_t>(); break;
      default: negate.template operator()<Int256>();
    }
    return out;
  };
  return bound;
}

}  // namespace

void RegisterArithmetic(FunctionRegistry& registry) {
  const LogicalType decimal = LogicalType::Decimal(kMaxDecimal128Precision, 0);
  const std::vector<LogicalType> decimals = {decimal, decimal};
  FunctionTraits traits;
  ScalarFunction add{
      "+", {"add"}, "math", "Adds two numbers.", {{"2 + 3", "5"}}, traits, NumberOverloads<Add>()};
  add.overloads.push_back(BindingOverload(decimals, BindDecimalSum<Add>));
  registry.Add(std::move(add));

  ScalarFunction subtract{"-",
                          {"subtract"},
                          "math",
                          "Subtracts the second number from the first.",
                          {{"2 - 3", "-1"}, {"1 - 0.06", "0.94"}},
                          traits,
                          NumberOverloads<Subtract>()};
  subtract.overloads.push_back(BindingOverload(decimals, BindDecimalSum<Subtract>));
  registry.Add(std::move(subtract));

  ScalarFunction multiply{"*",
                          {"multiply"},
                          "math",
                          "Multiplies two numbers.",
                          {{"2 * 3", "6"}, {"1.5 * 0.5", "0.75"}},
                          traits,
                          NumberOverloads<Multiply>()};
  multiply.overloads.push_back(BindingOverload(decimals, BindDecimalProduct));
  registry.Add(std::move(multiply));

  FunctionTraits negate_traits;
  negate_traits.monotonicity = Monotonicity::kDecreasing;
  ScalarFunction negate{
      "-",
      {},
      "math",
      "Negates a number.",
      {{"-(2)", "-2"}},
      negate_traits,
      {NegateOverload<int32_t>(TypeId::kInt32), NegateOverload<int8_t>(TypeId::kInt8),
       NegateOverload<int16_t>(TypeId::kInt16), NegateOverload<int64_t>(TypeId::kInt64),
       NegateOverload<int128_t>(TypeId::kInt128), NegateOverload<uint128_t>(TypeId::kUInt128),
       NegateOverload<uint64_t>(TypeId::kUInt64), NegateOverload<float>(TypeId::kFloat32),
       NegateOverload<double>(TypeId::kFloat64)}};
  negate.overloads.push_back(BindingOverload({decimal}, BindDecimalNegate));
  registry.Add(std::move(negate));
  RegisterBignumArithmetic(registry);
}

}  // namespace lakebolt
