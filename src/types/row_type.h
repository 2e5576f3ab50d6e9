#pragma once

#include <algorithm>

#include "types/logical_type.h"

namespace lakebolt {

/// Tells whether a type is that of a row such as (1, 'a'): a struct whose fields have no names.
inline bool IsRowType(const LogicalType& type) {
  const std::vector<Field>& fields = type.children();
  return type.id() == TypeId::kStruct && !fields.empty() &&
         std::all_of(fields.begin(), fields.end(),
                     [](const Field& field) { return field.name.empty(); });
}

}  // namespace lakebolt
