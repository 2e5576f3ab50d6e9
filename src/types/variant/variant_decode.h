#pragma once

#include <string>

#include "types/value.h"
#include "types/variant/variant_view.h"

namespace lakebolt {

/// Turns a variant into the plain value nearest to it: objects become structs, arrays lists of
/// VARIANT.
Value DecodeVariant(const VariantView& variant);

/// Prints a variant as JSON.
void AppendJsonOfVariant(const VariantView& variant, std::string& out);

}  // namespace lakebolt
