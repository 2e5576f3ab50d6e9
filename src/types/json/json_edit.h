#pragma once

#include <string>
#include <string_view>

#include "types/json/json_document.h"
#include "types/json/json_path.h"

namespace lakebolt {

/// Says what is done at the end of a path.
enum class JsonEdit : uint8_t {
  kSet,      // in the place of what is there, or anew
  kInsert,   // only anew
  kReplace,  // only in the place of what is there
  kRemove,
};

/// Appends a document with `value` (JSON; none for kRemove) put to a path, which has no wildcards.
/// An element can be added just behind the last; objects and arrays that the path needs are made.
/// Where the path does not fit, the document stays as it is. Returns false where nothing is left.
bool WriteEdited(const JsonDocument& document, const JsonPath& path, JsonEdit edit,
                 std::string_view value, std::string& out);

}  // namespace lakebolt
