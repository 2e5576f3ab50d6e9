#pragma once

#include <string>

#include "function/cast.h"
#include "types/json/json_document.h"
#include "types/value.h"
#include "vector/vector.h"

namespace lakebolt {

/// Says how values are written that JSON has no form for.
struct JsonStyle {
  std::string date_format;  // of strftime; empty: as dates print
  std::string timestamp_format;
  bool quotes_nonfinite = false;  // infinities and NaN as text: else readers must know them
};

/// Returns the style of to_json().
const JsonStyle& PlainJsonStyle();

/// Appends a value as JSON: structs and maps as objects, lists as arrays, numbers as numbers, JSON
/// as it is, all else as text.
void AppendJsonOfValue(const Value& value, std::string& out,
                       const JsonStyle& style = PlainJsonStyle());
/// Does the same with a row of a column. Lists and maps are written element by element, without a
/// Value of the whole, and looking at cancellation: one may have very many.
void AppendJsonOfRow(const Vector& column, uint32_t row, std::string& out,
                     const JsonStyle& style = PlainJsonStyle());
/// Returns what is written of a value as text, without quotes.
std::string JsonTextOf(const Value& value, const JsonStyle& style);
/// Returns the pattern of a type's values; empty where they are written as they print.
const std::string& JsonPatternOf(const LogicalType& type, const JsonStyle& style);

/// Turns a JSON value into the plain value nearest to it: numbers, text, structs, lists of VARIANT.
Value PlainValueOfJson(const JsonDocument& document, uint32_t id);

/// Says what to do with JSON that does not fit a type.
struct JsonConversion {
  CastMode mode = CastMode::kTry;  // kTry gives NULL for what does not fit
  bool missing_is_error = false;   // of an object's members
  bool unknown_is_error = false;   // of members that the struct has not
};

/// Turns a JSON value into one of `type`.
Value ValueOfJson(const JsonDocument& document, uint32_t id, const LogicalType& type,
                  JsonConversion conversion);

}  // namespace lakebolt
