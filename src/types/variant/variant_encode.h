#pragma once

#include <string>

#include "types/value.h"
#include "types/variant/variant_view.h"

namespace lakebolt {

/// Encodes a value of any type as a VARIANT's blob; types that the encoding lacks (intervals, bit
/// strings, numbers past 38 digits) become text. A VARIANT within is taken as it is.
std::string EncodeVariant(const Value& value);

/// Turns a variant into the plain value nearest to it: objects become structs, arrays lists of
/// VARIANT.
Value DecodeVariant(const VariantView& variant);

/// Prints a variant as JSON.
void AppendJsonOfVariant(const VariantView& variant, std::string& out);

}  // namespace lakebolt
