#pragma once

#include "types/json/json_document.h"

namespace lakebolt {

/// Reads a number of JSON that begins at `at`, which moves behind it, as a node: a whole number of
/// 64 bits, the text of a longer one, or a double, rounded correctly. Returns null, or what is
/// wrong near `at`.
const char* ReadJsonNumber(const char*& at, const char* end, JsonNode& out);

}  // namespace lakebolt
