#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "vector/vector.h"

namespace lakebolt {

/// Copies all long strings of a column to memory of their own and lets go of what they were in. A
/// dictionary stays what it is unless its rows are few.
void CopyStrings(Vector& column);

/// Prepares columns for being kept by an operator and counts what they hold: one worker's, chunk by
/// chunk. What strings point into is no part of a vector and may be far more than they are, such as
/// a page of which a filter left one row, or the text of a file's other columns: strings that lie
/// scattered are copied. Dictionaries belong to many chunks: each counts once as long as chunks
/// that follow one another share it.
class HeldColumns {
 public:
  /// Returns the bytes that `columns` hold from now on, but for what was counted before.
  int64_t Add(std::vector<Vector>& columns);

  /// Returns how many of the bytes were those of dictionaries of strings.
  int64_t dictionary_bytes() const { return dictionary_bytes_; }

  /// Says that nothing is kept any more.
  void Clear() { *this = {}; }

 private:
  int64_t AddDictionary(Vector& column, size_t place);
  void Compact(Vector& column);

  std::vector<std::shared_ptr<const Vector>> dictionaries_;  // of the last chunk, by column
  int64_t dictionary_bytes_ = 0;
  std::shared_ptr<StringHeap> heap_;  // of copied strings; others follow as it fills
};

}  // namespace lakebolt
