#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "function/aggregate/batch_sum.h"
#include "function/aggregate/state_column.h"

namespace lakebolt {

/// Is the state of a sum.
template <typename Sum>
struct PlainSum {
  Sum sum = 0;

  PlainSum<int128_t> Widened() const { return {sum}; }
  void Add(const PlainSum& other) { sum += other.sum; }
};

/// Is the state of an average: both parts in one line of the cache.
template <typename Sum>
struct CountedSum {
  Sum sum = 0;
  int64_t count = 0;

  CountedSum<int128_t> Widened() const { return {sum, count}; }
  void Add(const CountedSum& other) {
    sum += other.sum;
    count += other.count;
  }
};

/// Holds exact sums by group: in 64 bits as long as what has been added in all cannot pass 63,
/// whatever group it went to, then in 128.
template <template <typename> class State>
class WideningSums {
 public:
  void Resize(uint32_t groups) {
    if (is_wide_) {
      wide_.resize(groups);
    } else {
      narrow_.resize(groups);
    }
  }
  uint32_t size() const { return static_cast<uint32_t>(is_wide_ ? wide_.size() : narrow_.size()); }

  /// Prepares for adding `count` values, the OR of whose magnitudes is `bits`: tells whether they
  /// go to `narrow()`; if not, they go to `wide()`, as do all from then on.
  bool StaysNarrow(uint64_t bits, uint64_t count) {
    if (is_wide_) return false;
    bits_ |= bits;
    added_ += count;
    if (std::bit_width(bits_) + std::bit_width(added_) <= kSafeBits) return true;
    wide_.reserve(narrow_.size());
    for (const State<int64_t>& state : narrow_) wide_.push_back(state.Widened());
    narrow_ = {};
    is_wide_ = true;
    return false;
  }
  /// Prepares for adding the rows of a vector.
  template <typename In>
  bool StaysNarrow(const Vector& values, RowSet rows) {
    return !is_wide_ && StaysNarrow(BitsOf<In>(values, rows), rows.count);
  }

  /// Adds the sums of groups `begin .. begin + count` elsewhere to those of groups 0 .. count.
  void AddRange(const WideningSums& other, uint32_t begin, uint32_t count) {
    if (!other.is_wide_ && StaysNarrow(other.bits_, other.added_)) {
      for (uint32_t i = 0; i < count; ++i) narrow_[i].Add(other.narrow_[begin + i]);
      return;
    }
    StaysNarrow(~uint64_t{0}, 1);
    for (uint32_t i = 0; i < count; ++i) wide_[i].Add(other[begin + i]);
  }

  bool is_wide() const { return is_wide_; }
  State<int64_t>* narrow() { return narrow_.data(); }
  State<int128_t>* wide() { return wide_.data(); }
  const State<int64_t>* narrow() const { return narrow_.data(); }
  const State<int128_t>* wide() const { return wide_.data(); }
  /// Returns a state in its wide form.
  State<int128_t> operator[](uint32_t group) const {
    return is_wide_ ? wide_[group] : narrow_[group].Widened();
  }

  size_t MemoryBytes() const {
    return narrow_.capacity() * sizeof(State<int64_t>) + wide_.capacity() * sizeof(State<int128_t>);
  }

 private:
  static constexpr int kSafeBits = 63;

  /// Returns a number with at least as many bits as any of the values has magnitude.
  template <typename In>
  static uint64_t BitsOf(const Vector& values, RowSet rows) {
    if constexpr (sizeof(In) < sizeof(uint64_t)) {
      return ~uint64_t{0} >> (64 - 8 * sizeof(In));
    } else {
      uint64_t bits = 0;
      if constexpr (sizeof(In) == sizeof(uint64_t)) {
        if (BitsOfDictionary<In>(values, rows, bits)) return bits;
      }
      ForEachValid<In>(values, rows, [&](uint32_t, const In& value) {
        if constexpr (sizeof(In) == sizeof(uint64_t)) {
          bits |= MagnitudeBits(value);
        } else {
          const auto low = static_cast<int64_t>(value);
          bits |= value == low ? MagnitudeBits(low) : ~uint64_t{0};
        }
      });
      return bits;
    }
  }

  /// Looks at a dictionary instead of at rows; false where rows are fewer, or values may be NULL.
  template <typename In>
  static bool BitsOfDictionary(const Vector& values, RowSet rows, uint64_t& bits) {
    if (!values.IsDictionary() || values.MayHaveNulls()) return false;
    const Vector& dictionary = values.dictionary();
    if (dictionary.size() >= rows.count) return false;
    const In* words = dictionary.values<In>();
    for (uint32_t i = 0; i < dictionary.size(); ++i) bits |= MagnitudeBits(words[i]);
    return true;
  }

  std::vector<State<int64_t>> narrow_;
  std::vector<State<int128_t>> wide_;
  bool is_wide_ = false;
  uint64_t bits_ = 0;   // OR of magnitudes
  uint64_t added_ = 0;  // values, of all groups
};

}  // namespace lakebolt
