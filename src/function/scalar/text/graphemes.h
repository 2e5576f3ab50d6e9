#pragma once

#include <cstdint>
#include <string_view>

namespace lakebolt {

// Walking over UTF-8 text by grapheme cluster: what a reader takes for one character.

/// Returns the bytes of the cluster that `text` (not empty) begins with.
size_t GraphemeLength(std::string_view text);

/// Counts the clusters.
int64_t CountGraphemes(std::string_view text);

/// Returns where cluster number `graphemes` (from 0) begins, or the size.
size_t GraphemeOffset(std::string_view text, int64_t graphemes);

}  // namespace lakebolt
