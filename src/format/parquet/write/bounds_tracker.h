#pragma once

#include <algorithm>
#include <limits>
#include <optional>
#include <string>

#include "format/parquet/write/value_kind.h"
#include "types/text_order.h"

namespace lakebolt::parquet_format {

/// Is a least or greatest value as stored.
struct StoredBound {
  std::string bytes;
  bool exact = true;  // false: no value lies beyond, but none may be the bound itself
};

struct MinMax {
  StoredBound min;
  StoredBound max;
};

/// Shortens bytes to at most `most`, so that they are not greater than before: of a text, between
/// characters.
std::string TruncateMin(std::string_view bytes, size_t most, bool is_text);
/// Shortens bytes so that they are not less than before. The last that can be made greater is: of a
/// text a character, which may then take a byte more. Nothing where there is none.
std::optional<std::string> TruncateMax(std::string_view bytes, size_t most, bool is_text);

/// Finds the least and the greatest of values.
template <typename Kind>
class BoundsTracker {
  using Value = typename Kind::Value;

 public:
  void Add(const Value* values, size_t count) {
    if constexpr (std::is_floating_point_v<Value>) {
      // Comparisons with NaN are false, so it changes nothing.
      Value min = std::numeric_limits<Value>::infinity();
      Value max = -min;
      bool any = false;
      for (size_t i = 0; i < count; ++i) {
        min = values[i] < min ? values[i] : min;
        max = max < values[i] ? values[i] : max;
        any |= Kind::IsBound(values[i]);
      }
      if (any) Add(min);
      if (any) Add(max);
    } else if constexpr (Kind::kOrdered) {
      if (count == 0) return;
      Value min = has_ ? min_ : values[0];
      Value max = has_ ? max_ : values[0];
      for (size_t i = 0; i < count; ++i) {
        min = Kind::Before(values[i], min) ? values[i] : min;
        max = Kind::Before(max, values[i]) ? values[i] : max;
      }
      min_ = min;
      max_ = max;
      has_ = true;
    }
  }

  void Add(const Value& value) {
    if constexpr (Kind::kOrdered) {
      if (!Kind::IsBound(value)) return;
      if (!has_ || Kind::Before(value, min_)) min_ = value;
      if (!has_ || Kind::Before(max_, value)) max_ = value;
      has_ = true;
    }
  }

  /// Adds the values that another one has seen.
  void Merge(const BoundsTracker& other) {
    if (!other.has_) return;
    Add(other.min_);
    Add(other.max_);
  }

  /// Returns the bounds as stored, and forgets them; nothing when there are none. `is_text`: where
  /// they are shortened, that is between characters.
  std::optional<MinMax> Take(uint32_t width, bool /*is_text*/) {
    if (!has_) return std::nullopt;
    has_ = false;
    if constexpr (std::is_floating_point_v<Value>) {
      if (min_ == 0) min_ = Value(-0.0);
      if (max_ == 0) max_ = Value(0.0);
    }
    return MinMax{{Stored(min_, width), true}, {Stored(max_, width), true}};
  }

 private:
  static std::string Stored(const Value& value, uint32_t width) {
    ByteArray bytes;
    Kind::AppendPlain(&value, 1, width, bytes);
    return {bytes.begin(), bytes.end()};
  }

  bool has_ = false;
  Value min_{};
  Value max_{};
};

/// Keeps copies of texts and bytes, and gives them shortened.
template <>
class BoundsTracker<BytesKind> {
 public:
  void Add(const StringView* values, size_t count) {
    if (count == 0) return;
    const StringView* min = nullptr;
    const StringView* max = nullptr;
    StringView least(min_);
    StringView greatest(max_);
    if (!has_) least = greatest = values[0];
    for (size_t i = 0; i < count; ++i) {
      if (TextBefore(values[i], least)) least = *(min = &values[i]);
      if (TextBefore(greatest, values[i])) greatest = *(max = &values[i]);
    }
    if (!has_ || min != nullptr) min_ = least.str();
    if (!has_ || max != nullptr) max_ = greatest.str();
    has_ = true;
  }
  void Add(const StringView& value) { Add(&value, 1); }

  void Merge(const BoundsTracker& other) {
    if (!other.has_) return;
    Add(StringView(other.min_));
    Add(StringView(other.max_));
  }

  std::optional<MinMax> Take(uint32_t /*width*/, bool is_text) {
    constexpr size_t kMostBytes = 64;
    if (!has_) return std::nullopt;
    has_ = false;
    auto max = TruncateMax(max_, kMostBytes, is_text);
    if (!max) return std::nullopt;
    MinMax out{{TruncateMin(min_, kMostBytes, is_text)}, {std::move(*max)}};
    out.min.exact = out.min.bytes.size() == min_.size();
    out.max.exact = max_.size() <= kMostBytes;
    return out;
  }

 private:
  bool has_ = false;
  std::string min_;
  std::string max_;
};

}  // namespace lakebolt::parquet_format
