#include "vector/hash_vector.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <numeric>
#include <vector>

#include "base/cancellation_scope.h"
#include "base/hash.h"

namespace lakebolt {

namespace {

uint64_t HashOne(int128_t value) {
  const auto word = static_cast<uint128_t>(value);
  return CombineHash(HashWord(static_cast<uint64_t>(word)), static_cast<uint64_t>(word >> 64));
}
uint64_t HashOne(uint128_t value) {
  return HashOne(static_cast<int128_t>(value));
}
uint64_t HashOne(const Int256& value) {
  uint64_t hash = HashWord(value.word(0));
  for (int i = 1; i < Int256::kWords; ++i) hash = CombineHash(hash, value.word(i));
  return hash;
}
uint64_t HashOne(double value) {
  if (value == 0) value = 0;  // -0.0
  if (std::isnan(value)) return HashWord(0x7FF8000000000000ULL);
  return HashWord(std::bit_cast<uint64_t>(value));
}
uint64_t HashOne(float value) {
  return HashOne(static_cast<double>(value));
}
uint64_t HashOne(const Interval& value) {
  return HashOne(value.Normalized());
}
uint64_t HashOne(const StringView& value) {
  if (!value.IsInline()) return HashBytes(value.data(), value.size());
  uint64_t words[2];
  std::memcpy(words, &value, sizeof(words));
  return CombineHash(words[0], words[1]);
}
template <typename T>
  requires std::is_integral_v<T>
uint64_t HashOne(T value) {
  return HashWord(static_cast<uint64_t>(static_cast<int64_t>(value)));
}

void Put(bool first, uint64_t hash, uint64_t& out) {
  out = first ? hash : CombineHash(out, hash);
}

template <typename T, bool kFirst>
void HashFlat(const T* values, const uint64_t* validity, RowSet rows, uint64_t* hashes) {
  if (validity == nullptr && rows.IsDense()) {
    ForEachBlock(rows.count, [&](size_t begin, size_t end) {
      for (size_t i = begin; i < end; ++i) Put(kFirst, HashOne(values[i]), hashes[i]);
    });
    return;
  }
  ForEachBlock(rows.count, [&](size_t begin, size_t end) {
    for (auto i = static_cast<uint32_t>(begin); i < end; ++i) {
      const uint32_t row = rows[i];
      const bool null = validity != nullptr && !GetBit(validity, row);
      Put(kFirst, null ? kNullHash : HashOne(values[row]), hashes[i]);
    }
  });
}

void HashConstant(const Vector& column, RowSet rows, bool first, uint64_t* hashes) {
  uint64_t hash;
  HashColumn(column.Resized(1).Flatten(), RowSet::Dense(1), true, &hash);
  for (uint32_t i = 0; i < rows.count; ++i) Put(first, hash, hashes[i]);
}

/// Hashes by way of the values a dictionary holds: all of them, or those in use when it is larger.
void HashDictionary(const Vector& column, RowSet rows, bool first, uint64_t* hashes) {
  const Vector& values = column.dictionary();
  const uint32_t* codes = column.codes();
  const uint64_t* validity = column.validity();
  if (values.size() > rows.count) {
    std::vector<uint32_t> used(rows.count);
    std::vector<uint64_t> hashed(rows.count);
    for (uint32_t i = 0; i < rows.count; ++i) {
      const uint32_t row = rows[i];
      // A code under NULL need not be valid.
      used[i] = validity != nullptr && !GetBit(validity, row) ? 0 : codes[row];
    }
    HashColumn(values, {used.data(), rows.count, values.size()}, true, hashed.data());
    for (uint32_t i = 0; i < rows.count; ++i) {
      const bool null = validity != nullptr && !GetBit(validity, rows[i]);
      Put(first, null ? kNullHash : hashed[i], hashes[i]);
    }
    return;
  }
  std::vector<uint64_t> hashed(values.size());
  HashColumn(values, RowSet::Dense(values.size()), true, hashed.data());
  for (uint32_t i = 0; i < rows.count; ++i) {
    const uint32_t row = rows[i];
    const bool null = validity != nullptr && !GetBit(validity, row);
    Put(first, null ? kNullHash : hashed[codes[row]], hashes[i]);
  }
}

uint64_t HashList(const Vector& column, uint32_t row) {
  const ListEntry entry = column.values<ListEntry>()[row];
  const Vector& child = column.children()[0];
  uint64_t hash = HashWord(entry.length);
  std::vector<uint32_t> elements;
  std::vector<uint64_t> hashed;
  ForEachBlock(entry.length, [&](size_t begin, size_t end) {
    elements.resize(end - begin);
    hashed.resize(end - begin);
    std::iota(elements.begin(), elements.end(), entry.offset + static_cast<uint32_t>(begin));
    const auto count = static_cast<uint32_t>(elements.size());
    HashColumn(child, {elements.data(), count, child.size()}, true, hashed.data());
    for (const uint64_t element : hashed) hash = CombineHash(hash, element);
  });
  return hash;
}

void HashLists(const Vector& column, RowSet rows, bool first, uint64_t* hashes) {
  for (uint32_t i = 0; i < rows.count; ++i) {
    const uint32_t row = rows[i];
    Put(first, column.IsNull(row) ? kNullHash : HashList(column, row), hashes[i]);
  }
}

void HashStructs(const Vector& column, RowSet rows, bool first, uint64_t* hashes) {
  std::vector<uint64_t> hashed(rows.count, HashWord(0));
  for (const Vector& child : column.children()) HashColumn(child, rows, false, hashed.data());
  for (uint32_t i = 0; i < rows.count; ++i) {
    Put(first, column.IsNull(rows[i]) ? kNullHash : hashed[i], hashes[i]);
  }
}

}  // namespace

void HashColumn(const Vector& column, RowSet rows, bool first, uint64_t* hashes) {
  if (rows.count == 0) return;
  if (column.IsConstant()) return HashConstant(column, rows, first, hashes);
  if (column.IsDictionary()) return HashDictionary(column, rows, first, hashes);
  const PhysicalType physical = column.type().physical();
  if (physical == PhysicalType::kList) return HashLists(column, rows, first, hashes);
  if (physical == PhysicalType::kStruct) return HashStructs(column, rows, first, hashes);
  DispatchPhysical(physical, [&]<typename T>() {
    if (first) {
      HashFlat<T, true>(column.values<T>(), column.validity(), rows, hashes);
    } else {
      HashFlat<T, false>(column.values<T>(), column.validity(), rows, hashes);
    }
  });
}

}  // namespace lakebolt
