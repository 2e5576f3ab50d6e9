#pragma once

#include "function/aggregate/few_groups.h"

#if defined(__x86_64__)

namespace lakebolt {

// What few_groups.h promises, for processors with AVX-512 only.

/// Sums the words of some rows as they stand; see SumFewGroupsInPlace.
bool SumWordsAvx512(const WordColumn& column, RowSet rows, const uint32_t* groups,
                    uint32_t group_count, uint64_t* sums, uint64_t& bits);

/// Does what CountFewGroups does.
void CountFewGroupsAvx512(const uint32_t* groups, uint32_t count, uint32_t group_count,
                          uint64_t* counts);

}  // namespace lakebolt
#endif
