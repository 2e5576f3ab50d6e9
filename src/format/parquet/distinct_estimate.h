#pragma once

#include <cstdint>
#include <optional>

#include "format/parquet/table_files.h"

namespace lakebolt::parquet_format {

/// Estimates the distinct values of a flat column. From the sizes d of a few row groups'
/// dictionaries over r rows each: where the row groups' ranges hardly overlap (sorted data) the
/// dictionaries add up; else rows are taken as drawn at random from D values alike in frequency, so
/// that d = D (1 - exp(-r / D)) is solved for D. Where that may be far too few, as a skew would
/// make it, or where there is no dictionary, SampleDistinct looks at values, if `may_sample`. The
/// range of integers and the number of rows bound the result.
std::optional<double> EstimateDistinct(const TableFiles& table, uint32_t column, bool may_sample);

}  // namespace lakebolt::parquet_format
