#include "function/scalar/bytes/row_hash.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "types/array_type.h"
#include "types/time_tz.h"

namespace lakebolt {

namespace {

constexpr uint64_t kMultiplier = 0xd6e8feb86659fd93U;
constexpr uint64_t kNullHash = 0xbf58476d1ce4e5b9U;
constexpr uint64_t kEmptyStructHash = 0x9e3779b97f4a7c15U;

/// Mixes 64 bits: Wellons, "Prospecting for Hash Functions", 2018.
uint64_t Mix(uint64_t x) {
  x ^= x >> 32;
  x *= kMultiplier;
  x ^= x >> 32;
  x *= kMultiplier;
  return x ^ x >> 32;
}

uint64_t Join(uint64_t before, uint64_t hash) {
  before ^= before >> 32;
  return before * kMultiplier ^ hash;
}

uint64_t HashText(std::string_view text) {
  constexpr uint64_t kSeed = 0xe17a1465U;
  constexpr uint64_t kLengthMultiplier = 0xc6a4a7935bd1e995U;
  uint64_t hash = kSeed ^ text.size() * kLengthMultiplier;
  for (size_t at = 0; at < text.size(); at += sizeof(uint64_t)) {
    uint64_t block = 0;
    std::memcpy(&block, text.data() + at, std::min(sizeof(block), text.size() - at));
    hash = (hash ^ block) * kMultiplier;
  }
  return Mix(hash);
}

uint64_t HashInterval(const Interval& span) {
  constexpr int64_t kMicrosPerDay = 86'400'000'000;
  constexpr int64_t kDaysPerMonth = 30;
  const int64_t micros = span.nanos / 1000;
  const int64_t days = span.days + micros / kMicrosPerDay;
  const int64_t months = span.months + days / kDaysPerMonth;
  return Mix(static_cast<uint64_t>(days % kDaysPerMonth)) ^ Mix(static_cast<uint64_t>(months)) ^
         Mix(static_cast<uint64_t>(micros % kMicrosPerDay));
}

template <typename T>
uint64_t HashNumber(T value) {
  if constexpr (std::is_same_v<T, float>) {
    if (value == 0) value = 0;
    if (std::isnan(value)) value = std::numeric_limits<float>::quiet_NaN();
    return Mix(std::bit_cast<uint32_t>(value));
  } else if constexpr (std::is_same_v<T, double>) {
    if (value == 0) value = 0;
    if (std::isnan(value)) value = std::numeric_limits<double>::quiet_NaN();
    return Mix(std::bit_cast<uint64_t>(value));
  } else if constexpr (sizeof(T) == sizeof(int128_t)) {
    const auto bits = static_cast<uint128_t>(value);
    return Mix(static_cast<uint64_t>(bits)) ^ Mix(static_cast<uint64_t>(bits >> 64));
  } else if constexpr (sizeof(T) == sizeof(int64_t)) {
    return Mix(static_cast<uint64_t>(value));
  } else {
    return Mix(static_cast<uint32_t>(value));
  }
}

/// Packs a time of day with its offset as DuckDB does.
uint64_t TimeTzBits(int64_t packed) {
  const TimeTz time = UnpackTimeTz(packed);
  return static_cast<uint64_t>(time.micros) << 24 |
         static_cast<uint64_t>(kMaxTimeTzOffset - time.offset);
}

}  // namespace

RowHasher::RowHasher(const Vector& column) : column_(column.Flatten()) {
  for (const Vector& child : column_.children()) children_.emplace_back(child);
}

uint64_t RowHasher::Add(std::optional<uint64_t> before, uint32_t row) const {
  if (column_.type().id() == TypeId::kNull || column_.IsNull(row)) return AddNull(before);
  if (column_.type().physical() == PhysicalType::kStruct) {
    if (children_.empty()) return before.value_or(kEmptyStructHash);
    for (const RowHasher& child : children_) before = child.Add(before, row);
    return *before;
  }
  if (column_.type().physical() == PhysicalType::kList) return AddList(before, row);
  const uint64_t hash = HashValue(row);
  return before ? Join(*before, hash) : hash;
}

uint64_t RowHasher::AddNull(std::optional<uint64_t> before) const {
  const PhysicalType physical = column_.type().physical();
  if (physical == PhysicalType::kList) return before.value_or(kNullHash);
  if (physical != PhysicalType::kStruct) return before ? Join(*before, kNullHash) : kNullHash;
  // The fields of a struct that is NULL are so too.
  for (const RowHasher& child : children_) before = child.AddNull(before);
  return before.value_or(kEmptyStructHash);
}

uint64_t RowHasher::AddList(std::optional<uint64_t> before, uint32_t row) const {
  const ListEntry entry = column_.values<ListEntry>()[row];
  if (ArraySize(column_.type()) != 0 && !before) before = 0;
  for (uint32_t k = entry.offset; k < entry.offset + entry.length; ++k) {
    const uint64_t hash = children_[0].Add(std::nullopt, k);
    before = before ? Join(*before, hash) : hash;
  }
  return before.value_or(kNullHash);
}

uint64_t RowHasher::HashValue(uint32_t row) const {
  const LogicalType& type = column_.type();
  return DispatchPhysical(type.physical(), [&]<typename T>() -> uint64_t {
    const T& value = column_.values<T>()[row];
    if constexpr (std::is_same_v<T, StringView>) {
      return HashText(value.view());
    } else if constexpr (std::is_same_v<T, Interval>) {
      return HashInterval(value);
    } else if constexpr (std::is_same_v<T, Int256>) {
      return HashText({reinterpret_cast<const char*>(&value), sizeof(value)});
    } else {
      constexpr int kMostDigitsIn32Bits = 9;
      if (type.IsDecimal() && type.precision() <= kMostDigitsIn32Bits) {
        return HashNumber(static_cast<int32_t>(value));
      }
      if (type.id() == TypeId::kTimeTz) return Mix(TimeTzBits(static_cast<int64_t>(value)));
      return HashNumber(value);
    }
  });
}

}  // namespace lakebolt
