#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lakebolt::parquet_format {

/// Names rows from `begin` up to `end`.
struct RowRange {
  int64_t begin = 0;
  int64_t end = 0;

  bool operator==(const RowRange&) const = default;
};

/// Is a set of rows as ranges, ascending and apart from each other.
class RowRanges {
 public:
  RowRanges() = default;
  RowRanges(int64_t begin, int64_t end) { Append(begin, end); }

  /// Adds rows behind those there are.
  void Append(int64_t begin, int64_t end);
  /// Keeps the rows that are in `other` too.
  void Intersect(const RowRanges& other);
  /// Adds the rows of gaps of fewer than `rows`.
  void CloseGaps(int64_t rows);

  /// Tells whether any row of `begin .. end` is among them.
  bool Overlaps(int64_t begin, int64_t end) const;
  int64_t Count() const;

  bool empty() const { return ranges_.empty(); }
  size_t size() const { return ranges_.size(); }
  const RowRange& operator[](size_t i) const { return ranges_[i]; }

 private:
  std::vector<RowRange> ranges_;
};

}  // namespace lakebolt::parquet_format
