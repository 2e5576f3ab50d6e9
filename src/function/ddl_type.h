#pragma once

#include <string>
#include <string_view>

#include "types/logical_type.h"

namespace lakebolt {

/// Reads a type as Spark's DDL writes it: "INT", "ARRAY<STRING>", "MAP<STRING, INT>",
/// "STRUCT<a: INT, b: DECIMAL(10, 2)>", and the columns of a table, "a INT, b STRING", which make a
/// struct. Throws kInvalidArgument for what it cannot read.
LogicalType TypeOfDdl(std::string_view text);

/// Writes a type as Spark's DDL: "STRUCT<a: BIGINT>".
std::string DdlOfType(const LogicalType& type);

}  // namespace lakebolt
