#pragma once

#include <cstdint>

#include "vector/selection.h"

namespace lakebolt {

/// Writes the words that the codes of a dictionary of `distinct` words lead to, row by row. Of the
/// `rows.size` words written those of rows that are not alive are 0 or one of the dictionary.
void PickWords(const int64_t* words, uint32_t distinct, const uint32_t* codes, RowSet rows,
               int64_t* out);

}  // namespace lakebolt
