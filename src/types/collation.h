#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace lakebolt {

// How text compares: a set of flags that stands in a type of text. Text is compared by what is left
// of it when each rule has been applied. Without a flag the session's default_collation holds.

enum CollationFlag : uint8_t {
  kCollateNoCase = 1,    // letters in lower case
  kCollateNoAccent = 2,  // without accents
  kCollateNfc = 4,       // composed characters
  kCollateBinary = 8,    // by bytes, whatever the session's default
};

/// Reads the name of one rule (any case), or of several joined by points: NOCASE.NOACCENT. Nothing
/// when there is no such collation.
std::optional<uint8_t> CollationFromName(const std::string& name);

/// Returns the name that reads as these flags: "nocase.noaccent"; "" for none.
std::string CollationName(uint8_t collation);

}  // namespace lakebolt
