#pragma once

#include <string>

#include "vector/chunk.h"

namespace lakebolt {

/// Names the encoding that tests force on scanned columns (`SET force_encoding`).
enum class ForcedEncoding : uint8_t { kNone, kDictionary, kConstant };

/// Reads the setting's value, which Settings has checked.
ForcedEncoding ParseForcedEncoding(const std::string& setting);

/// Gives the flat columns of a chunk the forced encoding, so that the same queries exercise every
/// path of the kernels: a dictionary whose values are the rows themselves, NULLs included, or, for
/// chunks of one row, a constant. Nested columns stay flat.
void ForceEncoding(ForcedEncoding encoding, Chunk& chunk);

}  // namespace lakebolt
