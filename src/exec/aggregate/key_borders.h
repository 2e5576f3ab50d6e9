#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "vector/vector.h"

namespace lakebolt {

/// Knows the values of a key that two parts of a table may have in common, where the parts' ranges
/// of values only touch: these values are where one part's range ends and the next one's begins.
class KeyBorders {
 public:
  using Range = std::pair<int64_t, int64_t>;

  /// Finds the borders of parts with these least and greatest values; nothing where ranges overlap.
  static std::optional<std::vector<int64_t>> Find(std::vector<Range> ranges);

  explicit KeyBorders(std::vector<int64_t> borders) : borders_(std::move(borders)) {}

  /// Writes the numbers of the rows whose value is a border to `rows`, ascending, and widens `seen`
  /// to what the other values span; returns what all values span. The vector is flat, of integers
  /// or the like, without NULLs.
  Range FindRows(const Vector& values, Range& seen, std::vector<uint32_t>& rows) const;

  /// Notes what values a part really had that are no borders; throws UserError kCorruptData where
  /// another part had such ones. Thread-safe.
  void NotePart(const Range& seen);

  /// Is what no values span, and what FindRows widens for the first time.
  static constexpr Range kNothing = {INT64_MAX, INT64_MIN};
  /// Makes a range span another one, too.
  static void Widen(Range& range, const Range& by);

 private:
  const std::vector<int64_t> borders_;  // ascending
  std::mutex mutex_;
  std::map<int64_t, int64_t> seen_;  // by the first value the last
};

}  // namespace lakebolt
