#include "source/row_keys.h"

#include <bit>

#include "vector/hash_vector.h"
#include "vector/row_match.h"

namespace lakebolt {

void HashKeys(const std::vector<const Vector*>& columns, RowSet rows, uint64_t* hashes) {
  for (size_t i = 0; i < columns.size(); ++i) HashColumn(*columns[i], rows, i == 0, hashes);
  for (const Vector* column : columns) {
    if (!column->MayHaveNulls()) continue;
    for (uint32_t i = 0; i < rows.count; ++i) {
      if (column->IsNull(rows[i])) hashes[i] = kNoKey;
    }
  }
}

bool SameKey(const std::vector<const Vector*>& a, uint32_t row, const std::vector<const Vector*>& b,
             uint32_t other_row) {
  for (size_t i = 0; i < a.size(); ++i) {
    uint8_t mask = 1;
    MatchRows(*a[i], &row, *b[i], &other_row, 1, NullMatch::kNever, &mask);
    if (mask == 0) return false;
  }
  return true;
}

SeenKeys::SeenKeys(std::vector<const Vector*> columns, uint32_t count)
    : columns_(std::move(columns)),
      hashes_(count),
      slots_(std::bit_ceil(static_cast<size_t>(count) * 2 + 2), kFree) {
  HashKeys(columns_, RowSet::Dense(count), hashes_.data());
}

bool SeenKeys::Contains(uint32_t row) const {
  if (hashes_[row] == kNoKey) return false;
  const size_t mask = slots_.size() - 1;
  for (size_t at = hashes_[row] & mask; slots_[at] != kFree; at = (at + 1) & mask) {
    const uint32_t other = slots_[at];
    if (hashes_[other] == hashes_[row] && SameKey(columns_, row, columns_, other)) return true;
  }
  return false;
}

void SeenKeys::Add(uint32_t row) {
  if (hashes_[row] == kNoKey) return;
  const size_t mask = slots_.size() - 1;
  size_t at = hashes_[row] & mask;
  while (slots_[at] != kFree) at = (at + 1) & mask;
  slots_[at] = row;
}

}  // namespace lakebolt
