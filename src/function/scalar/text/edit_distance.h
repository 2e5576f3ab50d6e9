#pragma once

#include <cstdint>
#include <string_view>

namespace lakebolt {

/// Counts the insertions, deletions and replacements of bytes that make `a` of `b` (Levenshtein
/// 1966), with one row of the table of distances kept (Wagner & Fischer 1974).
int64_t LevenshteinDistance(std::string_view a, std::string_view b);

/// Counts them with exchanges of neighbours as one step (Lowrance & Wagner 1975: an exchange may
/// have other edits between its two letters).
int64_t DamerauLevenshteinDistance(std::string_view a, std::string_view b);

/// Returns how alike two texts are, from 0 to 1 (Jaro 1989), byte by byte.
double JaroSimilarity(std::string_view a, std::string_view b);

/// Returns Jaro's similarity raised for a common prefix (Winkler 1990).
double JaroWinklerSimilarity(std::string_view a, std::string_view b);

}  // namespace lakebolt
