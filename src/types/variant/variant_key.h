#pragma once

#include <string>

#include "types/variant/variant_view.h"

namespace lakebolt {

/// Returns bytes that compare as variants do: booleans come before exact numbers, and these before
/// floating ones, text, binary values, UUIDs, points in time, times, arrays, objects and nulls.
/// Numbers compare by value, whatever their width and scale. The order is DuckDB's.
std::string VariantKey(const VariantView& variant);

}  // namespace lakebolt
