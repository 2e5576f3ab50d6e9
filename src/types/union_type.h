#pragma once

#include <cstdint>

#include "types/enum_labels.h"
#include "types/logical_type.h"
#include "types/value.h"

namespace lakebolt {

// A value of a UNION is laid out as a struct: child 0 is the tag, an ENUM of the members' names (so
// a uint8); the members follow, each NULL where the tag names another. Structs compare, hash and
// sort field by field, and therefore unions by tag and then by value. A union whose member is NULL
// is not NULL itself.

/// Returns how many members a UNION has.
inline uint32_t UnionSize(const LogicalType& type) {
  return static_cast<uint32_t>(type.children().size()) - 1;
}

/// Returns the member of a UNION by its number from 0.
inline const Field& UnionField(const LogicalType& type, uint32_t member) {
  return type.children()[member + 1];
}

/// Returns the value that a UNION's value, not NULL, holds.
inline const Value& UnionMember(const Value& value) {
  const auto& parts = value.parts();
  return parts[static_cast<size_t>(parts[0].integral()) + 1];
}

/// Makes the value of a UNION whose member of that number is `member`.
inline Value MakeUnion(const LogicalType& type, uint32_t number, Value member) {
  std::vector<Value> parts = {Value::Integral(type.children()[0].type, number)};
  for (uint32_t i = 0; i < UnionSize(type); ++i) {
    parts.push_back(i == number ? std::move(member) : Value(UnionField(type, i).type));
  }
  return Value::Nested(type, std::move(parts));
}

}  // namespace lakebolt
