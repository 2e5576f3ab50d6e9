#pragma once

#include <string_view>

#include "types/logical_type.h"

namespace lakebolt {

/// Returns the type that Spark's schema_of_json finds in a text: whole numbers are BIGINT, fields
/// stand in the order of their names, types that differ are STRING. Numbers may begin with zeros
/// where `leading_zeros` says so. Throws kInvalidArgument for what is not JSON.
LogicalType InferJsonType(std::string_view text, bool leading_zeros);

/// Returns the type that holds values of both, as schemas are merged.
LogicalType MergeInferred(const LogicalType& a, const LogicalType& b);

}  // namespace lakebolt
