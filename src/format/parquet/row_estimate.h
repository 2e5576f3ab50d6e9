#pragma once

#include <optional>
#include <vector>

#include "expression/expression.h"
#include "format/parquet/table_files.h"

namespace lakebolt::parquet_format {

/// Estimates the rows that pass `filters` (which cannot fail): row groups ruled out by bounds count
/// nothing, the others by the share that passes in a sample of some ten thousand rows, which are
/// spread over the first pages of up to three row groups. Small tables are counted exactly. Returns
/// nothing where no page can be sampled.
std::optional<double> EstimatePassingRows(const TableFiles& table,
                                          const std::vector<ExprPtr>& filters);

/// Lists the different values, without NULLs, of a flat column in the rows of a small table that
/// pass `filters` (which cannot fail), in order. Returns nothing for a larger table, or for more
/// values than `most`.
std::optional<std::vector<Value>> ListPassingKeys(const TableFiles& table, uint32_t column,
                                                  const std::vector<ExprPtr>& filters, size_t most);

}  // namespace lakebolt::parquet_format
