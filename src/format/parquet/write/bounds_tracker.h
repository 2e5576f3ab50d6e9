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

struct StoredBounds {
  StoredBound min;
  StoredBound max;
};

/// Shortens a text to at most `most` bytes, so that it is not greater than before.
std::string ShortenedDown(std::string_view bytes, size_t most, bool is_text);
/// Shortens a text so that it is not less than before; nothing where that cannot be.
std::optional<std::string> ShortenedUp(std::string_view bytes, size_t most, bool is_text);

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
    } else if constexpr (std::is_same_v<Kind, BytesKind>) {
      AddBytes(values, count);
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
    if constexpr (std::is_same_v<Kind, BytesKind>) {
      AddBytes(&value, 1);
    } else if constexpr (Kind::kOrdered) {
      if (!Kind::IsBound(value)) return;
      if (!has_ || Kind::Before(value, min_)) min_ = value;
      if (!has_ || Kind::Before(max_, value)) max_ = value;
      has_ = true;
    }
  }

  /// Adds the values that another one has seen.
  void Merge(const BoundsTracker& other) {
    if (!other.has_) return;
    if constexpr (std::is_same_v<Kind, BytesKind>) {
      Add(StringView(other.min_text_));
      Add(StringView(other.max_text_));
    } else if constexpr (Kind::kOrdered) {
      Add(other.min_);
      Add(other.max_);
    }
  }

  /// Returns the bounds as stored, and forgets them; nothing when there are none. `is_text`: where
  /// they are shortened, that is between characters.
  std::optional<StoredBounds> Take(uint32_t width, bool is_text) {
    if (!has_) return std::nullopt;
    has_ = false;
    if constexpr (std::is_same_v<Kind, BytesKind>) {
      return TakeBytes(is_text);
    } else if constexpr (Kind::kOrdered) {
      if constexpr (std::is_floating_point_v<Value>) {
        if (min_ == 0) min_ = Value(-0.0);
        if (max_ == 0) max_ = Value(0.0);
      }
      return StoredBounds{{Stored(min_, width), true}, {Stored(max_, width), true}};
    } else {
      return std::nullopt;
    }
  }

 private:
  static std::string Stored(const Value& value, uint32_t width) {
    ByteArray bytes;
    Kind::AppendPlain(&value, 1, width, bytes);
    return {bytes.begin(), bytes.end()};
  }

  void AddBytes(const StringView* values, size_t count) {
    if constexpr (std::is_same_v<Kind, BytesKind>) {
      if (count == 0) return;
      const StringView* min = nullptr;
      const StringView* max = nullptr;
      StringView least(min_text_);
      StringView greatest(max_text_);
      if (!has_) least = greatest = values[0];
      for (size_t i = 0; i < count; ++i) {
        if (TextBefore(values[i], least)) least = *(min = &values[i]);
        if (TextBefore(greatest, values[i])) greatest = *(max = &values[i]);
      }
      if (!has_ || min != nullptr) min_text_ = least.str();
      if (!has_ || max != nullptr) max_text_ = greatest.str();
      has_ = true;
    }
  }

  std::optional<StoredBounds> TakeBytes(bool is_text) {
    constexpr size_t kMostBytes = 64;
    StoredBounds out{{ShortenedDown(min_text_, kMostBytes, is_text), true}, {max_text_, true}};
    out.min.exact = out.min.bytes.size() == min_text_.size();
    if (auto shorter = ShortenedUp(max_text_, kMostBytes, is_text)) {
      out.max.exact = false;
      out.max.bytes = std::move(*shorter);
    }
    return out;
  }

  using Kept = std::conditional_t<std::is_same_v<Kind, BytesKind>, char, Value>;
  bool has_ = false;
  Kept min_{};
  Kept max_{};
  std::string min_text_;
  std::string max_text_;
};

}  // namespace lakebolt::parquet_format
