#pragma once

#include <cstdint>
#include <vector>

#include "vector/vector.h"

namespace lakebolt {

/// Stands for the hash of a key with a NULL in it, which equals no key.
inline constexpr uint64_t kNoKey = 0;

/// Hashes the keys that stand in `columns` of `rows`; those with a NULL get kNoKey.
void HashKeys(const std::vector<const Vector*>& columns, RowSet rows, uint64_t* hashes);

/// Tells whether the key in row `row` of `a` equals that in row `other_row` of `b`; NULLs differ.
bool SameKey(const std::vector<const Vector*>& a, uint32_t row, const std::vector<const Vector*>& b,
             uint32_t other_row);

/// Remembers keys out of the rows of a chunk, so that a later row can be asked whether its key is
/// among them.
class SeenKeys {
 public:
  /// Takes the columns of a key, all `count` rows long; they must outlive this.
  SeenKeys(std::vector<const Vector*> columns, uint32_t count);

  /// Tells whether a row that was added has the key of row `row`; never with a NULL in it.
  bool Contains(uint32_t row) const;

  /// Adds the key of row `row`.
  void Add(uint32_t row);

 private:
  static constexpr uint32_t kFree = UINT32_MAX;

  std::vector<const Vector*> columns_;
  std::vector<uint64_t> hashes_;
  std::vector<uint32_t> slots_;  // rows; a power of two of them, linear probing, at most half full
};

}  // namespace lakebolt
