#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "format/csv/options.h"
#include "types/logical_type.h"
#include "vector/vector.h"

namespace lakebolt::csv {

/// Is a type that a column may have, and how its text is read: by a pattern of strptime, or as a
/// cast reads it where `pattern` is empty. Of a type that was found in a sample rather than said,
/// no value may lose anything: a whole number that has decimals further down is none, where a cast
/// would round it.
struct FieldType {
  LogicalType type;
  std::string pattern = {};
  bool was_found = false;
};

/// Tells whether a text reads as a type without doubt: a cast takes more than this (DATE of
/// '2020-01-01 10:00', BIGINT of '1e3').
bool Reads(std::string_view text, const FieldType& as, const CsvOptions& options);

/// Tells whether the text of a timestamp has a zone or an offset.
bool HasZone(std::string_view text);

/// Finds the first type that all texts read as; VARCHAR when there is no other, or no text.
FieldType FindType(const std::vector<std::string>& texts, const CsvOptions& options);

/// Reads texts as values of a type; NULL for those that it does not read.
Vector ReadTexts(const Vector& texts, const FieldType& type, const CsvOptions& options);

/// Reads dates or timestamps by the type's pattern; NULL for texts that it does not read.
Vector ReadByPattern(const Vector& strings, const FieldType& type, uint32_t rows);

}  // namespace lakebolt::csv
