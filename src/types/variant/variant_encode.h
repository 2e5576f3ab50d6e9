#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "types/value.h"
#include "types/variant/variant_view.h"

namespace lakebolt {

/// Encodes a value of any type as a VARIANT's blob; types that the encoding lacks (intervals, bit
/// strings, numbers past 38 digits) become text. A VARIANT within is taken as it is.
std::string EncodeVariant(const Value& value);

/// Encodes an array of `count` values without keys: neither nested nor VARIANT. Each is asked for
/// when it is its turn, so that millions are never there at once.
std::string EncodeVariantArray(uint32_t count, const std::function<Value(uint32_t)>& element);

}  // namespace lakebolt
