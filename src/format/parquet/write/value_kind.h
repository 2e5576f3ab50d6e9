#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/error.h"
#include "base/hash.h"
#include "format/parquet/encoding/encoders.h"
#include "types/physical.h"
#include "types/uuid.h"
#include "vector/vector.h"

namespace lakebolt::parquet_format {

// Kinds of stored values: what a column's encoder has to know of them. Each kind names
// - Value, as it is kept until a page is made;
// - kOrdered: whether there are bounds; IsBound(a): whether one may be a; Before(a, b), the order
//   of values (texts have a tracker of their own), and StoredBefore, that of bounds as stored;
// - AppendPlain(values, count, width, out): writes as PLAIN has them (booleans: as bytes).

/// Is a kind whose values are stored as they lie in memory.
template <typename T>
struct NumberKind {
  using Value = T;
  static constexpr bool kOrdered = true;

  static bool IsBound(T) { return true; }
  static bool Before(T a, T b) { return a < b; }
  static bool StoredBefore(std::string_view a, std::string_view b) {
    T values[2];
    std::memcpy(&values[0], a.data(), sizeof(T));
    std::memcpy(&values[1], b.data(), sizeof(T));
    return values[0] < values[1];
  }
  static void AppendPlain(const T* values, size_t count, uint32_t, ByteArray& out) {
    out.Append(reinterpret_cast<const uint8_t*>(values), count * sizeof(T));
  }
};

/// Is floating point: NaN is no bound, and zeros count as both (the format's rule).
template <typename T>
struct FloatKind : NumberKind<T> {
  static bool IsBound(T value) { return !std::isnan(value); }
};

/// Is booleans, a byte each.
struct BooleanKind : NumberKind<uint8_t> {};

/// Is decimals of more than 18 digits: `width` big-endian bytes.
template <typename T>
struct WideDecimalKind {
  using Value = T;
  static constexpr bool kOrdered = true;

  static bool IsBound(const T&) { return true; }
  static bool Before(const T& a, const T& b) { return a < b; }
  static bool StoredBefore(std::string_view a, std::string_view b) {
    const auto sign = [](std::string_view bytes) { return static_cast<int8_t>(bytes[0]); };
    return sign(a) != sign(b) ? sign(a) < sign(b) : a < b;
  }
  static void AppendPlain(const T* values, size_t count, uint32_t width, ByteArray& out) {
    uint8_t* to = out.Extend(count * width);
    for (size_t i = 0; i < count; ++i, to += width) PutBigEndian(values[i], width, to);
  }

 private:
  static void PutBigEndian(const T& value, uint32_t width, uint8_t* to) {
    uint8_t bytes[sizeof(T) + 1];
    std::memcpy(bytes, &value, sizeof(T));
    // A decimal of 39 digits takes a byte more than the widest number of 128 bits.
    bytes[sizeof(T)] = value < T(0) ? 0xFF : 0;
    for (uint32_t i = 0; i < width; ++i) to[i] = bytes[width - 1 - i];
  }
};

struct UuidKind {
  using Value = int128_t;
  static constexpr bool kOrdered = true;

  static bool IsBound(int128_t) { return true; }
  static bool Before(int128_t a, int128_t b) { return a < b; }
  static bool StoredBefore(std::string_view a, std::string_view b) { return a < b; }
  static void AppendPlain(const int128_t* values, size_t count, uint32_t width, ByteArray& out) {
    uint8_t* to = out.Extend(count * width);
    for (size_t i = 0; i < count; ++i, to += width) UuidToBytes(values[i], to);
  }
};

/// Is months, days and milliseconds, none negative; the format gives them no order.
struct IntervalKind {
  using Value = Interval;
  static constexpr bool kOrdered = false;

  static void AppendPlain(const Interval* values, size_t count, uint32_t width, ByteArray& out) {
    constexpr int64_t kNanosPerMilli = 1'000'000;
    uint8_t* to = out.Extend(count * width);
    for (size_t i = 0; i < count; ++i, to += width) {
      const int64_t millis = values[i].nanos / kNanosPerMilli;
      if (values[i].months < 0 || values[i].days < 0 || values[i].nanos < 0 ||
          millis > int64_t{UINT32_MAX}) {
        throw UserError(ErrorCode::kOutOfRange,
                        "an interval is negative, or its time longer than 49 days: Parquet has "
                        "no such intervals",
                        {}, "cast it to VARCHAR");
      }
      const uint32_t parts[] = {static_cast<uint32_t>(values[i].months),
                                static_cast<uint32_t>(values[i].days),
                                static_cast<uint32_t>(millis)};
      std::memcpy(to, parts, sizeof(parts));
    }
  }
};

/// Is texts and bytes.
struct BytesKind {
  using Value = StringView;
  static constexpr bool kOrdered = true;

  static bool StoredBefore(std::string_view a, std::string_view b) { return a < b; }
  static void AppendPlain(const StringView* values, size_t count, uint32_t, ByteArray& out) {
    constexpr size_t kBlock = 16;
    size_t total = 0;
    for (size_t i = 0; i < count; ++i) total += sizeof(uint32_t) + values[i].size();
    uint8_t* to = out.Extend(total);
    for (size_t i = 0; i < count; ++i) {
      const uint32_t size = values[i].size();
      std::memcpy(to, &size, sizeof(size));
      to += sizeof(size);
      const char* from = values[i].data();
      // Whole words may reach over the end, where the next value goes; behind the last is padding.
      if (values[i].IsInline()) {
        std::memcpy(to, from, StringView::kInlineLength);
      } else if (size < kBlock) {
        std::memcpy(to, from, 8);
        std::memcpy(to + size - 8, from + size - 8, 8);
      } else {
        size_t at = 0;
        for (; at + kBlock <= size; at += kBlock) std::memcpy(to + at, from + at, kBlock);
        std::memcpy(to + size - kBlock, from + size - kBlock, kBlock);
      }
      to += size;
    }
  }
};

/// Hashes a value by its bits.
template <typename T>
uint64_t HashOfBits(const T& value) {
  if constexpr (std::is_same_v<T, StringView>) {
    if (!value.IsInline()) return HashBytes(value.data(), value.size());
    uint64_t words[2];
    std::memcpy(words, &value, sizeof(words));
    return FoldedMultiply(words[0] ^ kNullHash, words[1] ^ 0xE7037ED1A0B428DBULL);
  } else if constexpr (sizeof(T) <= sizeof(uint64_t)) {
    uint64_t word = 0;
    std::memcpy(&word, &value, sizeof(T));
    return HashWord(word);
  } else {
    return HashBytes(reinterpret_cast<const char*>(&value), sizeof(T));
  }
}

template <typename T>
bool SameBits(const T& a, const T& b) {
  if constexpr (std::is_same_v<T, StringView>) {
    return a == b;
  } else {
    return std::memcmp(&a, &b, sizeof(T)) == 0;
  }
}

}  // namespace lakebolt::parquet_format
