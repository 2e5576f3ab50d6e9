#pragma once

#include <algorithm>

#include "format/parquet/encoding/encoders.h"

namespace lakebolt::parquet_format {

/// Holds the levels of entries that are not in a page yet. Definitions are not held as long as all
/// values are there.
class LevelBuffer {
 public:
  LevelBuffer(uint16_t max_definition, uint16_t max_repetition)
      : max_definition_(max_definition), max_repetition_(max_repetition) {}

  /// Adds `count` levels; `definitions` may be null (all values are there), as may `repetitions`
  /// of a leaf without.
  void Append(const uint16_t* definitions, const uint16_t* repetitions, size_t count) {
    if (definitions != nullptr && definitions_.empty()) {
      std::fill_n(definitions_.Extend(count_), count_, max_definition_);
    }
    if (definitions != nullptr) {
      definitions_.Append(definitions, count);
    } else if (!definitions_.empty()) {
      std::fill_n(definitions_.Extend(count), count, max_definition_);
    }
    if (max_repetition_ > 0) repetitions_.Append(repetitions, count);
    count_ += count;
  }

  size_t count() const { return count_; }
  size_t HeldBytes() const {
    return (definitions_.capacity() + repetitions_.capacity()) * sizeof(uint16_t);
  }
  const uint16_t* definitions() const {
    return definitions_.empty() ? nullptr : definitions_.data();
  }
  const uint16_t* repetitions() const {
    return max_repetition_ == 0 ? nullptr : repetitions_.data();
  }
  void Clear() {
    definitions_.Clear();
    repetitions_.Clear();
    count_ = 0;
  }

 private:
  uint16_t max_definition_;
  uint16_t max_repetition_;
  GrowingArray<uint16_t> definitions_;
  GrowingArray<uint16_t> repetitions_;
  size_t count_ = 0;
};

}  // namespace lakebolt::parquet_format
