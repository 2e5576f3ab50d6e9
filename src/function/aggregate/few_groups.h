#pragma once

#include <cstdint>

#include "vector/selection.h"

namespace lakebolt {

// Sums of a batch of rows that belong to few groups: the sum of each group stands in a register,
// and every value is added to all of them, masked by whether it is of the group. With wide words
// that is cheaper than finding the sum of each row's group in memory.

/// Is the number of groups up to which that is so.
constexpr uint32_t kRegisterGroups = 8;

/// Adds each value to the sum of its group, and ORs the magnitudes of all into `bits`. There are at
/// most kRegisterGroups groups, and `sums` has room for so many.
void SumFewGroups(const int64_t* values, const uint32_t* groups, uint32_t count,
                  uint32_t group_count, uint64_t* sums, uint64_t& bits);

/// Says where the words of a column stand: row by row, or in a dictionary that codes lead to.
struct WordColumn {
  const int64_t* words = nullptr;
  const uint32_t* codes = nullptr;  // by row; null where `words` are by row
  uint32_t distinct = 0;            // words of the dictionary
};

/// Does as SumFewGroups does, for the words of some rows as they stand; false, and nothing is done,
/// where they would better be gathered first.
bool SumFewGroupsInPlace(const WordColumn& column, RowSet rows, const uint32_t* groups,
                         uint32_t group_count, uint64_t* sums, uint64_t& bits);

/// Adds the number of rows of each group to `counts`.
void CountFewGroups(const uint32_t* groups, uint32_t count, uint32_t group_count, uint64_t* counts);

/// Tells whether the processor has words wide enough for this to pay.
bool HasWideWords();

}  // namespace lakebolt
