#pragma once

#include <span>
#include <vector>

#include "base/memory_pool.h"
#include "format/parquet/table_files.h"
#include "vector/vector.h"

namespace lakebolt::parquet_format {

/// Cuts rows of a table, by ascending number, where a row group ends; returns where the runs end.
std::vector<size_t> CutByRowGroup(const TableFiles& table, std::span<const int64_t> rows);

/// Reads columns of rows of one row group, by ascending number: of other pages nothing but headers.
std::vector<Vector> FetchRows(const TableFiles& table, std::span<const int64_t> rows,
                              const std::vector<uint32_t>& columns, MemoryPool* memory);

}  // namespace lakebolt::parquet_format
