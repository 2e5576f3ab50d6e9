#pragma once

#include <cstdint>
#include <optional>

#include "format/parquet/table_files.h"

namespace lakebolt::parquet_format {

/// Estimates the distinct values of a flat column. From a few row groups' dictionary sizes d over r
/// rows each: where the row groups' ranges hardly overlap (sorted data) the dictionaries add up;
/// else rows are taken as drawn at random from D values, so that d = D (1 - exp(-r / D)) is solved
/// for D. Without dictionaries, every value counts as distinct. The range of integers and the
/// number of rows bound the result. Reads the dictionaries' page headers only.
std::optional<double> EstimateDistinct(const TableFiles& table, uint32_t column);

}  // namespace lakebolt::parquet_format
