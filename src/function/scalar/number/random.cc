// Functions that give something else at each call.

#include <array>
#include <bit>
#include <chrono>
#include <cstring>

#include "base/error.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/further_families.h"
#include "function/scalar/number/random_source.h"
#include "function/scalar_adapter.h"
#include "types/uuid.h"

namespace lakebolt {

namespace {

const LogicalType kDouble = TypeId::kFloat64;

std::array<uint8_t, 16> RandomBytes() {
  std::array<uint8_t, 16> bytes;
  for (size_t half = 0; half < 2; ++half) {
    const uint64_t word = RandomSource()();
    std::memcpy(bytes.data() + 8 * half, &word, sizeof(word));
  }
  return bytes;
}

int128_t RandomUuid() {
  return MakeUuid(RandomBytes(), 4);
}

/// Makes a UUID that begins with the time in milliseconds: later ones sort behind.
int128_t TimeUuid() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count();
  std::array<uint8_t, 16> bytes = RandomBytes();
  for (size_t i = 0; i < 6; ++i) {
    bytes[i] = static_cast<uint8_t>(static_cast<uint64_t>(millis) >> (8 * (5 - i)));
  }
  return MakeUuid(bytes, 7);
}

std::array<uint8_t, 16> BytesOf(int128_t uuid) {
  std::array<uint8_t, 16> bytes;
  UuidToBytes(uuid, bytes.data());
  return bytes;
}

uint32_t UuidVersion(int128_t uuid) {
  return BytesOf(uuid)[6] >> 4;
}

/// Returns the time in a UUID of version 7, in microseconds.
int64_t UuidTime(int128_t uuid) {
  constexpr int64_t kMicrosAMilli = 1000;
  const uint32_t version = UuidVersion(uuid);
  if (version != 7) {
    throw UserError(ErrorCode::kInvalidArgument,
                    "only UUIDs of version 7 hold a time, not one of " + std::to_string(version));
  }
  const std::array<uint8_t, 16> bytes = BytesOf(uuid);
  int64_t millis = 0;
  for (size_t i = 0; i < 6; ++i) millis = millis << 8 | bytes[i];
  return millis * kMicrosAMilli;
}

/// Makes an overload without arguments that calls `fn` for each row.
template <typename T, typename F>
ScalarOverload EachRow(const LogicalType& type, F fn) {
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

std::optional<StringView> SetSeed(double seed) {
  if (!(seed >= -1 && seed <= 1)) {
    throw UserError(ErrorCode::kOutOfRange, "a seed is a number from -1 to 1");
  }
  SeedRandom(std::bit_cast<uint64_t>(seed));
  return std::nullopt;
}

double RandomNormal() {
  std::normal_distribution<double> normal;
  return normal(RandomSource());
}

StringView RandomText(StringHeap& heap, int32_t length) {
  constexpr int32_t kLongest = 1 << 20;
  if (length < 0 || length > kLongest) {
    throw UserError(ErrorCode::kOutOfRange, "randstr makes text of 0 to 1048576 characters");
  }
  constexpr std::string_view kLetters =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  std::string out(static_cast<size_t>(length), ' ');
  for (char& c : out) c = kLetters[RandomSource()() % kLetters.size()];
  return heap.Add(out);
}

void RegisterUuids(FunctionRegistry& registry, const FunctionTraits& each_call) {
  Family family(registry, "uuid");
  family.Add({"uuid", "gen_random_uuid", "uuidv4"}, "Returns a random UUID, another for each row.",
             {{"length(uuid()::VARCHAR)", "36"}}, {EachRow<int128_t>(TypeId::kUuid, RandomUuid)},
             each_call);
  family.Add({"uuidv7"}, "Returns a UUID that begins with the time: later ones sort behind.",
             {{"uuid_extract_version(uuidv7())", "7"}},
             {EachRow<int128_t>(TypeId::kUuid, TimeUuid)}, each_call);
  family.Add({"uuid_extract_version"}, "Returns the version of a UUID.",
             {{"uuid_extract_version('81a4c1c0-6e5b-4d9f-9c0f-0c0b1f3f4a5d'::UUID)", "4"}},
             {MakeOverload<int128_t>({TypeId::kUuid}, TypeId::kUInt32, UuidVersion)}, NeverFails());
  family.Add({"uuid_extract_timestamp"}, "Returns the time in a UUID of version 7.",
             {{"uuid_extract_timestamp('018f4d5e-2d96-7bd2-8ce5-7f9f8a1b2c3d'::UUID)",
               "2024-05-06 10:06:08.79+00"}},
             {MakeOverload<int128_t>({TypeId::kUuid},
                                     LogicalType::Timestamp(TimeUnit::kMicro, true), UuidTime)});
}

}  // namespace

void RegisterRandom(FunctionRegistry& registry) {
  FunctionTraits traits = NeverFails();
  traits.volatility = Volatility::kVolatile;
  RegisterUuids(registry, traits);
  Family family(registry, "general");
  const auto unit = [] { return RandomUnit(RandomSource()); };
  family.Add({"random", "rand"}, "Returns a random number from 0 to below 1, another for each row.",
             {{"random() < 1", "true"}}, {EachRow<double>(kDouble, unit)}, traits);
  family.Add({"randn"}, "Returns a random number of the standard normal distribution.",
             {{"randn() < 40", "true"}}, {EachRow<double>(kDouble, RandomNormal)}, traits);
  traits.can_fail = true;
  family.Add({"setseed"}, "Makes random numbers begin anew from a seed between -1 and 1.",
             {{"setseed(0.42)", "NULL"}},
             {MakeOverload<double>({kDouble}, TypeId::kVarchar, SetSeed)}, traits);
  family.Add({"randstr"}, "Returns random letters and digits.", {{"length(randstr(5))", "5"}},
             {MakeOverload<int32_t>({TypeId::kInt32}, TypeId::kVarchar, RandomText)}, traits);
  const auto between = [](double low, double high) {
    return low + (high - low) * RandomUnit(RandomSource());
  };
  family.Add({"uniform"}, "Returns a random number between two bounds.",
             {{"uniform(1, 2) < 3", "true"}},
             {MakeOverload<double, double>({kDouble, kDouble}, kDouble, between)}, traits);
}

}  // namespace lakebolt
