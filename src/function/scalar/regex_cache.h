#pragma once

#include <re2/re2.h>

#include <string_view>

#include "vector/vector.h"

namespace lakebolt {

/// Says what a regular expression is for: not every option goes with every use.
enum class RegexUse : uint8_t { kMatch, kReplace, kExtract };

/// Returns the compiled form of a pattern under options (letters: i, c, l, s, m, n, p; g to replace
/// all; k to keep text in which nothing was found). Throws a UserError for a bad pattern or option.
/// The reference lives until this thread's next call; a handful of patterns are kept compiled.
const re2::RE2& CompiledRegex(std::string_view pattern, std::string_view options,
                              RegexUse use = RegexUse::kMatch);

inline re2::StringPiece RegexPiece(std::string_view text) {
  return {text.data(), text.size()};
}

/// Returns what a group matched as a view, also where it is empty.
inline std::string_view MatchedView(const re2::StringPiece& piece) {
  return {piece.data(), piece.size()};
}

/// Finds the next match of `regex` in `text` from `start` on and moves `start` behind it: past one
/// more character where nothing was matched, so that a loop over all matches ends.
bool FindNextMatch(const re2::RE2& regex, std::string_view text, size_t& start,
                   re2::StringPiece* groups, int group_count);

}  // namespace lakebolt
