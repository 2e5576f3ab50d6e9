#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "function/scalar/text/needle.h"

namespace lakebolt {

/// Is a regular expression of the kind that people write most, matched by backtracking:
/// ASCII characters, classes, groups, alternatives, `* + ?` and their lazy forms, `^` at the start
/// and `$` at the end. It finds what RE2 and Perl find (the leftmost match, the first alternative
/// that leads to one), on short texts several times faster than an automaton that has to note
/// groups.
///
/// Backtracking may take exponential time, so steps are counted: a text that takes too many is
/// left to RE2, as are texts that are long.
class SimpleRegex {
 public:
  enum class Outcome : uint8_t { kMatch, kNoMatch, kUnknown };

  /// Is where a group stands; begin is -1 for a group that took no part.
  struct Span {
    int64_t begin = -1;
    int64_t end = -1;

    size_t size() const { return static_cast<size_t>(end - begin); }
    /// Returns what stands there, nothing for a group that took no part.
    std::string_view Of(std::string_view text) const {
      return begin < 0 ? text.substr(0, 0) : text.substr(static_cast<size_t>(begin), size());
    }
  };

  /// Compiles a pattern that RE2 accepts; nothing where it is not of this kind. `dot_newline` lets
  /// a dot match a line's end.
  static std::optional<SimpleRegex> Compile(std::string_view pattern, bool dot_newline);

  /// Finds the first match that begins at `start` or behind, and the first `groups.size()` groups,
  /// of which number 0 is the whole match. `text` is UTF-8; of other bytes it may say anything.
  Outcome Search(std::string_view text, size_t start, std::span<Span> groups) const;

 private:
  friend class SimpleRegexCompiler;
  class Matcher;

  enum class Op : uint8_t { kByte, kText, kSet, kMaybe, kRun, kSplit, kSave, kEnd, kMatch };
  struct Step {
    Op op;
    bool lazy = false;
    bool possessive = false;  // of a run: what follows can only begin where the run ends
    bool exclusive = false;   // of a split: the first choice begins with a byte of `set`, else none
    char byte = 0;            // of a text: the first; of a maybe: passed over where it stands
    uint8_t size = 0;         // of a text: 2 to 8 bytes
    uint8_t least = 0;        // of a run: 0 or 1
    uint32_t set = 0;         // of a set, a run, or a split that is exclusive
    uint32_t next = 0;        // the step behind this one
    uint32_t other = 0;       // of a split: the second choice
    uint32_t slot = 0;        // of a save
    uint64_t text = 0;        // its bytes as a word, the rest zero
  };
  using ByteSet = std::array<bool, 256>;

  /// Returns the end of the characters of a set that stand at `at`.
  const char* EndOfRun(uint32_t set, const char* at, const char* end) const;

  std::vector<Step> steps_;
  std::vector<ByteSet> sets_;
  std::vector<int> stops_;  // by set: the only byte that it does not have, or -1
  uint32_t entry_ = 0;
  int group_count_ = 0;
  bool anchored_ = false;            // begins with ^
  ByteSet first_{};                  // what a match can begin with
  bool may_be_empty_ = false;        // then first_ does not tell
  std::shared_ptr<Needle> literal_;  // what every match begins with, or null
};

}  // namespace lakebolt
