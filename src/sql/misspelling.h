#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lakebolt::sql {

/// Finds the keywords that `word` is probably a misspelling of: one letter changed, added or left
/// out, or two neighbours swapped; in long words two of those. `expected`, when it is a keyword,
/// comes first. Empty for words of fewer than three letters and for keywords themselves.
std::vector<std::string> MisspeltKeywords(std::string_view word, std::string_view expected);

}  // namespace lakebolt::sql
