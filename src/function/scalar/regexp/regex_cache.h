#pragma once

#include <re2/re2.h>

#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "function/scalar/regexp/simple_regex.h"
#include "vector/vector.h"

namespace lakebolt {

/// Says what a regular expression is for: not every option goes with every use.
enum class RegexUse : uint8_t { kMatch, kReplace, kExtract };

/// Is a compiled regular expression.
class Regex {
 public:
  Regex(std::shared_ptr<const re2::RE2> general, std::optional<SimpleRegex> simple)
      : general_(std::move(general)), simple_(std::move(simple)) {}

  const re2::RE2& general() const { return *general_; }

  /// Finds the first match from `start` on, and the first `group_count` groups, the whole match
  /// being the first.
  bool Search(std::string_view text, size_t start, re2::StringPiece* groups, int group_count) const;

  /// Does so for groups as places in `text`, 10 at most.
  bool Find(std::string_view text, size_t start, std::span<SimpleRegex::Span> groups) const {
    if (simple_) {
      const SimpleRegex::Outcome outcome = simple_->Search(text, start, groups);
      if (outcome != SimpleRegex::Outcome::kUnknown) {
        return outcome == SimpleRegex::Outcome::kMatch;
      }
    }
    return FindByRe2(text, start, groups);
  }

  /// Tells whether the whole of a text matches.
  bool MatchesAll(std::string_view text) const;

 private:
  static constexpr size_t kMostSpans = 10;

  bool FindByRe2(std::string_view text, size_t start, std::span<SimpleRegex::Span> groups) const;
  bool SearchByRe2(std::string_view text, size_t start, re2::StringPiece* groups,
                   int group_count) const;

  std::shared_ptr<const re2::RE2> general_;
  std::optional<SimpleRegex> simple_;  // where the pattern is of that kind
};

/// Returns the compiled form of a pattern under options (letters: i, c, l, s, m, n, p; g to replace
/// all; k to keep text in which nothing was found). Throws a UserError for a bad pattern or option.
/// The reference lives until this thread's next call; a handful of patterns are kept compiled.
const Regex& FindRegex(std::string_view pattern, std::string_view options,
                       RegexUse use = RegexUse::kMatch);

/// Is FindRegex for those who need RE2 itself.
inline const re2::RE2& CompiledRegex(std::string_view pattern, std::string_view options,
                                     RegexUse use = RegexUse::kMatch) {
  return FindRegex(pattern, options, use).general();
}

inline re2::StringPiece RegexPiece(std::string_view text) {
  return {text.data(), text.size()};
}

/// Returns what a group matched as a view, which points somewhere also where it took no part.
inline std::string_view MatchedView(const re2::StringPiece& piece) {
  if (piece.data() == nullptr) return "";
  return {piece.data(), piece.size()};
}

/// Finds the next match of `regex` in `text` from `start` on and moves `start` behind it: past one
/// more character where nothing was matched, so that a loop over all matches ends.
bool FindNextMatch(const Regex& regex, std::string_view text, size_t& start,
                   re2::StringPiece* groups, int group_count);

}  // namespace lakebolt
