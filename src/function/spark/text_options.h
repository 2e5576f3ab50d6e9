#pragma once

#include <optional>
#include <span>
#include <string>

#include "function/spark/java_pattern.h"
#include "types/time_zone.h"
#include "types/value.h"

namespace lakebolt {

/// Holds the options of Spark's JSON and CSV functions, map('timestampFormat', 'dd/MM/yyyy').
/// Those that it does not know are left alone.
struct TextOptions {
  std::optional<JavaPattern> timestamp_format;
  std::optional<JavaPattern> date_format;
  bool sort_keys = false;
  bool keeps_nulls = false;    // ignoreNullFields = false
  bool leading_zeros = false;  // allowNumericLeadingZeros
  std::string separator = ",";
  std::string null_value = {};
  char quote = '"';
  char escape = '\\';
  bool trims_before = false;
  bool trims_behind = false;

  /// Reads a map of texts. Throws kInvalidArgument for what is no such map, and for patterns that
  /// cannot be read.
  static TextOptions From(const Value& map);
  /// Reads them from the argument at `place`, which must be constant; none where there is none.
  static TextOptions At(std::span<const Value* const> constants, size_t place);

  /// Prints a date or timestamp: by the pattern, or as ISO 8601 does.
  std::string Print(const Value& value, ZoneClock& clock) const;
  /// Reads text as `type`; NULL where it is none.
  Value Read(const std::string& text, const LogicalType& type, ZoneClock& clock) const;
};

/// Reads the schema that from_json and from_csv are given as constant text.
LogicalType SchemaArgument(const Value* constant, const std::string& function);

}  // namespace lakebolt
