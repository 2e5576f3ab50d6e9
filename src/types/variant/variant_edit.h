#pragma once

#include <optional>
#include <string>

#include "types/variant/variant_path.h"

namespace lakebolt {

// Changed copies of VARIANTs, as blobs. Objects and arrays that a path needs are made on the way;
// NULLs fill arrays up to an index past their end. Throw kInvalidArgument where the path leads
// through what is neither.

/// Says what to do at the end of a path.
enum class VariantEdit : uint8_t {
  kInsert,   // a new member, or an element before the one there; a member that is there is an error
  kSet,      // in the place of what is there
  kReplace,  // like kSet, but only where something is
  kAppend,   // to the array that is there; nothing where nothing is
};

/// Returns `variant` with `value` (a VARIANT's blob) put to a path.
std::string EditVariant(const VariantView& variant, const VariantPath& path, VariantEdit edit,
                        const std::string& value);

/// Returns `variant` without what is at a path.
std::string DeleteFromVariant(const VariantView& variant, const VariantPath& path);

/// Returns `variant` without members, and with `in_arrays` elements, that are null.
std::string StripVariantNulls(const VariantView& variant, bool in_arrays);

}  // namespace lakebolt
