// murmur3_hash and xxhash64 over any columns: each value is hashed with the hash so far as seed;
// NULLs leave it as it is.

#include <array>
#include <bit>

#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/spark/families.h"
#include "function/spark/murmur_hash.h"

namespace lakebolt {

namespace {

/// Hashes the bytes of Java's BigInteger: big-endian, as few as hold the sign.
template <typename H>
typename H::Hash OfWide(int128_t value, typename H::Hash seed) {
  std::array<char, 16> bytes;
  for (size_t i = 0; i < bytes.size(); ++i) bytes[15 - i] = static_cast<char>(value >> (8 * i));
  size_t begin = 0;
  const auto sign_of = [&](size_t i) { return static_cast<int8_t>(bytes[i]) < 0; };
  const char filler = value < 0 ? '\xFF' : '\0';
  while (begin + 1 < bytes.size() && bytes[begin] == filler && sign_of(begin + 1) == (value < 0)) {
    ++begin;
  }
  return H::OfBytes({bytes.data() + begin, bytes.size() - begin}, seed);
}

/// Hashes a row of a flat or other vector of a plain type.
template <typename H, typename T>
typename H::Hash OfPlain(const LogicalType& type, const T& value, typename H::Hash seed) {
  if constexpr (std::is_same_v<T, StringView>) {
    return H::OfBytes(value, seed);
  } else if constexpr (std::is_same_v<T, int128_t>) {
    return OfWide<H>(value, seed);
  } else if constexpr (std::is_same_v<T, float>) {
    return H::OfInt(std::bit_cast<int32_t>(value == 0 ? 0.0F : value), seed);
  } else if constexpr (std::is_same_v<T, double>) {
    return H::OfLong(std::bit_cast<int64_t>(value == 0 ? 0.0 : value), seed);
  } else if constexpr (std::is_integral_v<T>) {
    const bool wide = sizeof(T) == 8 || type.IsDecimal() || type.id() == TypeId::kUInt32;
    return wide ? H::OfLong(static_cast<int64_t>(value), seed)
                : H::OfInt(static_cast<int32_t>(value), seed);
  } else {
    return seed;  // intervals, which Spark hashes by parts that it has and we have not
  }
}

template <typename H>
typename H::Hash OfRow(const Vector& column, uint32_t row, typename H::Hash seed) {
  if (column.IsNull(row)) return seed;
  const LogicalType& type = column.type();
  switch (type.physical()) {
    case PhysicalType::kStruct: {
      const Vector flat = column.Flatten();
      for (const Vector& child : flat.children()) seed = OfRow<H>(child, row, seed);
      return seed;
    }
    case PhysicalType::kList: {
      const Vector flat = column.Flatten();
      const ListEntry entry = flat.values<ListEntry>()[row];
      for (uint32_t i = 0; i < entry.length; ++i) {
        seed = OfRow<H>(flat.children()[0], entry.offset + i, seed);
      }
      return seed;
    }
    default:
      return DispatchPhysical(type.physical(), [&]<typename T>() {
        return OfPlain<H, T>(type, VectorReader<T>(column)[row], seed);
      });
  }
}

template <typename H>
ScalarOverload HashOverload(const LogicalType& result) {
  ScalarOverload overload;
  overload.parameters = {TypeId::kNull};
  overload.variadic = true;
  overload.bind = [result](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    BoundScalar bound;
    bound.arguments = actual;
    bound.result = result;
    bound.traits.nulls = NullHandling::kSpecial;
    bound.traits.can_fail = false;
    bound.kernel = [result](std::span<const Vector> args, RowSet rows) {
      constexpr typename H::Hash kSeed = 42;  // Spark's
      Vector out(result, rows.size);
      auto* values = out.mutable_values<typename H::Hash>();
      rows.ForEach([&](uint32_t row) { values[row] = kSeed; });
      for (const Vector& arg : args) {
        if (arg.type().id() == TypeId::kNull) continue;
        rows.ForEach([&](uint32_t row) { values[row] = OfRow<H>(arg, row, values[row]); });
      }
      return out;
    };
    return bound;
  };
  return overload;
}

}  // namespace

void RegisterSparkHashes(FunctionRegistry& registry) {
  FunctionTraits traits = NeverFails();
  traits.nulls = NullHandling::kSpecial;
  Family family(registry, "hash");
  family.Add({"xxhash64"}, "Returns Spark's 64-bit hash of all arguments (XXH64).",
             {{"xxhash64('Spark', [123], 2)", "5602566077635097486"}},
             {HashOverload<SparkXxHash64>(TypeId::kInt64)}, traits);
  family.Add({"murmur3_hash", "murmur3"},
             "Returns the 32-bit hash of all arguments that Spark calls hash (MurmurHash3).",
             {{"murmur3_hash('Spark', [123], 2)", "-1321691492"}},
             {HashOverload<SparkMurmur3>(TypeId::kInt32)}, traits);
  Family(registry, "hash", "spark")
      .Add({"hash"}, "Returns the 32-bit hash of all arguments (MurmurHash3).",
           {{"hash('Spark', array(123), 2)", "-1321691492"}},
           {HashOverload<SparkMurmur3>(TypeId::kInt32)}, traits);
}

}  // namespace lakebolt
