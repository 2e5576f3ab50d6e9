// Operators on the bits of integers.

#include <bit>
#include <limits>

#include "base/error.h"
#include "function/scalar/families.h"
#include "function/scalar_adapter.h"
#include "types/format.h"

namespace lakebolt {

namespace {

/// Makes one overload per integer type of a function of two integers of that type.
template <template <typename> typename Op>
std::vector<ScalarOverload> BinaryOverloads() {
  std::vector<ScalarOverload> overloads;
  const auto add = [&]<typename T>(TypeId id) {
    overloads.push_back(MakeOverload<T, T>({id, id}, id, Op<T>::Apply));
  };
  add.template operator()<int32_t>(TypeId::kInt32);
  add.template operator()<int64_t>(TypeId::kInt64);
  add.template operator()<int8_t>(TypeId::kInt8);
  add.template operator()<int16_t>(TypeId::kInt16);
  add.template operator()<uint8_t>(TypeId::kUInt8);
  add.template operator()<uint16_t>(TypeId::kUInt16);
  add.template operator()<uint32_t>(TypeId::kUInt32);
  add.template operator()<uint64_t>(TypeId::kUInt64);
  add.template operator()<int128_t>(TypeId::kInt128);
  add.template operator()<uint128_t>(TypeId::kUInt128);
  return overloads;
}

template <typename T>
struct And {
  static T Apply(T a, T b) { return static_cast<T>(a & b); }
};
template <typename T>
struct Or {
  static T Apply(T a, T b) { return static_cast<T>(a | b); }
};
template <typename T>
struct Xor {
  static T Apply(T a, T b) { return static_cast<T>(a ^ b); }
};

/// Shifts left; losing a set bit or the sign is an error, not another number.
template <typename T>
struct ShiftLeft {
  static T Apply(T value, T by) {
    constexpr int kBits = std::numeric_limits<T>::digits;
    if (value == 0) return 0;
    const bool lost = by < T{0} || by > T{kBits} || value < T{0} ||
                      static_cast<uint128_t>(value) >
                          (static_cast<uint128_t>(std::numeric_limits<T>::max()) >> by);
    if (lost) {
      throw UserError(ErrorCode::kOutOfRange, "shifting " + Int256ToString(value) + " left by " +
                                                  Int256ToString(by) + " loses bits");
    }
    return static_cast<T>(value << by);
  }
};

template <typename T>
struct ShiftRight {
  static T Apply(T value, T by) {
    constexpr int kBits = std::numeric_limits<T>::digits;
    if (by < T{0} || by > T{kBits}) return 0;
    return static_cast<T>(value >> by);
  }
};

template <typename T>
ScalarOverload NotOverload(TypeId id) {
  return MakeOverload<T>({id}, id, [](T value) { return static_cast<T>(~value); });
}

template <typename T>
ScalarOverload CountOverload(TypeId id) {
  return MakeOverload<T>({id}, TypeId::kInt8, [](T value) {
    if constexpr (sizeof(T) == sizeof(uint128_t)) {
      const auto bits = static_cast<uint128_t>(value);
      return static_cast<int8_t>(std::popcount(static_cast<uint64_t>(bits)) +
                                 std::popcount(static_cast<uint64_t>(bits >> 64)));
    } else {
      return static_cast<int8_t>(std::popcount(static_cast<std::make_unsigned_t<T>>(value)));
    }
  });
}

std::vector<ScalarOverload> XorOverloads() {
  std::vector<ScalarOverload> overloads = BinaryOverloads<Xor>();
  overloads.push_back(MakeOverload<bool, bool>({TypeId::kBoolean, TypeId::kBoolean},
                                               TypeId::kBoolean,
                                               [](bool a, bool b) { return a != b; }));
  return overloads;
}

}  // namespace

void RegisterBits(FunctionRegistry& registry) {
  registry.Add(ScalarFunction{"&",
                              {},
                              "bits",
                              "Keeps the bits set in both; of BOOLEANs, is AND.",
                              {{"5 & 3", "1"}},
                              NeverFails(),
                              BinaryOverloads<And>()});
  registry.Add(ScalarFunction{"|",
                              {},
                              "bits",
                              "Keeps the bits set in either; of BOOLEANs, is OR.",
                              {{"5 | 3", "7"}},
                              NeverFails(),
                              BinaryOverloads<Or>()});
  registry.Add(
      ScalarFunction{"xor",
                     {},
                     "bits",
                     "Keeps the bits set in one only; of BOOLEANs, tells whether they differ.",
                     {{"xor(5, 3)", "6"}},
                     NeverFails(),
                     XorOverloads()});
  registry.Add(ScalarFunction{"<<",
                              {},
                              "bits",
                              "Shifts bits left; losing one is an error.",
                              {{"1 << 4", "16"}},
                              {},
                              BinaryOverloads<ShiftLeft>()});
  registry.Add(ScalarFunction{">>",
                              {},
                              "bits",
                              "Shifts bits right, keeping the sign.",
                              {{"16 >> 2", "4"}},
                              NeverFails(),
                              BinaryOverloads<ShiftRight>()});
  registry.Add(ScalarFunction{
      "~",
      {"bitwise_not"},
      "bits",
      "Inverts all bits; of a BOOLEAN, is NOT.",
      {{"~5", "-6"}},
      NeverFails(),
      {NotOverload<int32_t>(TypeId::kInt32), NotOverload<int64_t>(TypeId::kInt64),
       NotOverload<int8_t>(TypeId::kInt8), NotOverload<int16_t>(TypeId::kInt16),
       NotOverload<uint8_t>(TypeId::kUInt8), NotOverload<uint16_t>(TypeId::kUInt16),
       NotOverload<uint32_t>(TypeId::kUInt32), NotOverload<uint64_t>(TypeId::kUInt64),
       NotOverload<int128_t>(TypeId::kInt128), NotOverload<uint128_t>(TypeId::kUInt128)}});
  registry.Add(ScalarFunction{
      "bit_count",
      {},
      "bits",
      "Counts the bits that are set.",
      {{"bit_count(5)", "2"}},
      NeverFails(),
      {CountOverload<int32_t>(TypeId::kInt32), CountOverload<int64_t>(TypeId::kInt64),
       CountOverload<int8_t>(TypeId::kInt8), CountOverload<int16_t>(TypeId::kInt16),
       CountOverload<uint8_t>(TypeId::kUInt8), CountOverload<uint16_t>(TypeId::kUInt16),
       CountOverload<uint32_t>(TypeId::kUInt32), CountOverload<uint64_t>(TypeId::kUInt64),
       CountOverload<int128_t>(TypeId::kInt128), CountOverload<uint128_t>(TypeId::kUInt128)}});
}

}  // namespace lakebolt
