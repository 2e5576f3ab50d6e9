#pragma once

#include <string>

#include "function/cast.h"
#include "types/json/json_document.h"
#include "types/value.h"
#include "vector/vector.h"

namespace lakebolt {

/// Appends a value as JSON: structs and maps as objects, lists as arrays, numbers as numbers, JSON
/// as it is, all else as text.
void AppendJsonOfValue(const Value& value, std::string& out);
/// Does the same with a row of a column. Lists and maps are written element by element, without a
/// Value of the whole, and looking at cancellation: one may have very many.
void AppendJsonOfRow(const Vector& column, uint32_t row, std::string& out);

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
