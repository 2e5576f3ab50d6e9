#pragma once

#include <compare>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "types/int256.h"

namespace lakebolt {

/// Holds a string in 16 bytes: length, the first four bytes, then either the rest (up to 12 bytes
/// in all) or a pointer. The layout is Arrow's string view but for the pointer, which stands where
/// Arrow has buffer number and offset: operators then move strings without buffer lists
/// (docs/architecture.md, "Strings"). Unused inline bytes are zero, so views compare by words.
class StringView {
 public:
  static constexpr uint32_t kInlineLength = 12;

  StringView() : length_(0), prefix_{}, rest_{} {}
  /// Refers to `data` when longer than 12 bytes; the caller keeps it alive.
  StringView(const char* data, uint32_t length) : length_(length), prefix_{}, rest_{} {
    if (length <= kInlineLength) {
      std::memcpy(prefix_, data, length < 4 ? length : 4);
      if (length > 4) std::memcpy(rest_.bytes, data + 4, length - 4);
    } else {
      std::memcpy(prefix_, data, 4);
      rest_.pointer = data;
    }
  }
  explicit StringView(std::string_view text)
      : StringView(text.data(), static_cast<uint32_t>(text.size())) {}

  uint32_t size() const { return length_; }
  bool IsInline() const { return length_ <= kInlineLength; }
  const char* data() const { return IsInline() ? prefix_ : rest_.pointer; }
  std::string_view view() const { return {data(), length_}; }
  operator std::string_view() const { return view(); }  // NOLINT
  std::string str() const { return std::string(view()); }

  /// Returns length and prefix as one word: equal strings have equal first words.
  uint64_t FirstWord() const {
    uint64_t word;
    std::memcpy(&word, this, 8);
    return word;
  }

  bool operator==(const StringView& other) const {
    if (FirstWord() != other.FirstWord()) return false;
    if (IsInline()) return std::memcmp(rest_.bytes, other.rest_.bytes, 8) == 0;
    return std::memcmp(rest_.pointer, other.rest_.pointer, length_) == 0;
  }
  std::strong_ordering operator<=>(const StringView& other) const {
    const int order = view().compare(other.view());
    return order <=> 0;
  }

 private:
  uint32_t length_;
  char prefix_[4];
  union {
    char bytes[8];
    const char* pointer;
  } rest_;
};
static_assert(sizeof(StringView) == 16);

/// Names a run of rows of a list's child vector.
struct ListEntry {
  uint32_t offset = 0;
  uint32_t length = 0;
};

/// Holds an interval as Arrow's month-day-nano. Comparison and hashing follow PostgreSQL: a month
/// counts 30 days, a day 24 hours.
struct Interval {
  int32_t months = 0;
  int32_t days = 0;
  int64_t nanos = 0;

  /// Returns the whole span in nanoseconds under that convention.
  int128_t Normalized() const {
    constexpr int64_t kNanosPerDay = 86'400'000'000'000;
    return (static_cast<int128_t>(months) * 30 + days) * kNanosPerDay + nanos;
  }
  bool operator==(const Interval& other) const { return Normalized() == other.Normalized(); }
  std::strong_ordering operator<=>(const Interval& other) const {
    return Normalized() <=> other.Normalized();
  }
};
static_assert(sizeof(Interval) == 16);

}  // namespace lakebolt
