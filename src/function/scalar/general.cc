// typeof, hash, error, and the functions that give something else at each call.

#include <array>
#include <random>

#include "base/error.h"
#include "function/scalar/families.h"
#include "function/scalar_adapter.h"
#include "types/uuid.h"
#include "vector/hash_vector.h"

namespace lakebolt {

namespace {

/// Returns this thread's generator, seeded by the system.
std::mt19937_64& Generator() {
  thread_local std::mt19937_64 generator{[] {
    std::random_device device;
    return (static_cast<uint64_t>(device()) << 32) ^ device();
  }()};
  return generator;
}

double RandomUnit() {
  constexpr int kMantissaBits = 53;
  return static_cast<double>(Generator()() >> (64 - kMantissaBits)) /
         static_cast<double>(uint64_t{1} << kMantissaBits);
}

int128_t RandomUuid() {
  std::array<uint8_t, 16> bytes;
  for (size_t half = 0; half < 2; ++half) {
    const uint64_t word = Generator()();
    std::memcpy(bytes.data() + 8 * half, &word, sizeof(word));
  }
  bytes[6] = static_cast<uint8_t>((bytes[6] & 0x0F) | 0x40);  // version 4
  bytes[8] = static_cast<uint8_t>((bytes[8] & 0x3F) | 0x80);  // variant 1
  return UuidFromBytes(bytes.data());
}

/// Makes an overload without arguments that calls `fn` for each row.
template <typename T>
ScalarOverload EachRow(const LogicalType& type, T (*fn)()) {
  ScalarOverload overload;
  overload.result = type;
  overload.kernel = [=](std::span<const Vector>, RowSet rows) {
    Vector out(type, rows.size);
    T* values = out.mutable_values<T>();
    rows.ForEach([&](uint32_t row) { values[row] = fn(); });
    return out;
  };
  return overload;
}

ScalarOverload TypeOfOverload() {
  ScalarOverload overload;
  overload.parameters = {TypeId::kNull};
  overload.bind = [](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.size() != 1) return std::nullopt;
    BoundScalar bound;
    bound.arguments = actual;
    bound.result = TypeId::kVarchar;
    bound.traits.nulls = NullHandling::kSpecial;
    bound.traits.can_fail = false;
    const std::string name = actual[0].id() == TypeId::kNull ? "\"NULL\"" : actual[0].ToString();
    bound.kernel = [name](std::span<const Vector>, RowSet rows) {
      return Vector::Constant(Value::Varchar(name), rows.size);
    };
    return bound;
  };
  return overload;
}

ScalarOverload HashOverload() {
  ScalarOverload overload;
  overload.parameters = {TypeId::kNull};
  overload.variadic = true;
  overload.bind = [](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.empty()) return std::nullopt;
    BoundScalar bound;
    bound.arguments = actual;
    bound.result = TypeId::kUInt64;
    bound.traits.nulls = NullHandling::kSpecial;
    bound.traits.can_fail = false;
    bound.kernel = [](std::span<const Vector> args, RowSet rows) {
      std::vector<uint64_t> hashes(rows.count);
      bool first = true;
      for (const Vector& arg : args) {
        HashColumn(arg, rows, first, hashes.data());
        first = false;
      }
      Vector out(TypeId::kUInt64, rows.size);
      auto* values = out.mutable_values<uint64_t>();
      for (uint32_t i = 0; i < rows.count; ++i) values[rows[i]] = hashes[i];
      return out;
    };
    return bound;
  };
  return overload;
}

ScalarOverload ErrorOverload() {
  ScalarOverload overload;
  overload.parameters = {TypeId::kVarchar};
  overload.result = TypeId::kNull;
  overload.kernel = [](std::span<const Vector> args, RowSet rows) -> Vector {
    if (rows.count > 0) {
      throw UserError(ErrorCode::kInvalidArgument, args[0].GetValue(rows[0]).ToString());
    }
    return Vector::Constant(Value(), rows.size);
  };
  return overload;
}

}  // namespace

void RegisterGeneral(FunctionRegistry& registry) {
  registry.Add(ScalarFunction{"typeof",
                              {},
                              "general",
                              "Returns the name of an expression's type.",
                              {{"typeof(1 + 1.5)", "DECIMAL(12,1)"}},
                              NeverFails(),
                              {TypeOfOverload()}});
  registry.Add(ScalarFunction{"hash",
                              {},
                              "general",
                              "Returns a hash of all arguments; it may differ between versions.",
                              {{"hash(1) = hash(1)", "true"}},
                              NeverFails(),
                              {HashOverload()}});
  registry.Add(ScalarFunction{"error",
                              {},
                              "general",
                              "Ends the query with a message as soon as a row asks for it.",
                              {},
                              {},
                              {ErrorOverload()}});
  FunctionTraits traits = NeverFails();
  traits.volatility = Volatility::kVolatile;
  registry.Add(ScalarFunction{"random",
                              {},
                              "general",
                              "Returns a random number from 0 to below 1, another for each row.",
                              {{"random() < 1", "true"}},
                              traits,
                              {EachRow<double>(TypeId::kFloat64, RandomUnit)}});
  registry.Add(ScalarFunction{"uuid",
                              {"gen_random_uuid"},
                              "general",
                              "Returns a random UUID, another for each row.",
                              {{"length(uuid()::VARCHAR)", "36"}},
                              traits,
                              {EachRow<int128_t>(TypeId::kUuid, RandomUuid)}});
}

}  // namespace lakebolt
