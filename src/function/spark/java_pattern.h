#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "function/scalar/date/date_pattern.h"

namespace lakebolt {

/// Is a pattern of java.time ("yyyy-MM-dd HH:mm:ss[.SSS]"), taken apart once.
class JavaPattern {
 public:
  /// Throws kInvalidArgument for letters that have no meaning, quotes and brackets left open.
  explicit JavaPattern(std::string_view pattern);

  const std::string& pattern() const { return pattern_; }

  /// Appends a time by the pattern.
  void Print(const WallTime& time, std::string& out) const;
  /// Reads a time by the pattern, which must match the text whole; nothing when it does not, or
  /// when there is no such time. The year is 1970 and the day the first where none is said.
  std::optional<PatternTime> Read(std::string_view text) const;

 private:
  friend class JavaPatternReader;

  /// Is a run of one letter, literal text (letter 0), or a bracket; '[' knows where it is closed.
  struct Piece {
    char letter = 0;
    size_t count = 0;
    std::string literal = {};
  };

  size_t TakeQuoted(size_t at);
  void TakeLiteral(std::string_view text);
  void TakeLetters(char letter, size_t count);

  std::string pattern_;
  std::vector<Piece> pieces_;
};

/// Remembers the last pattern, as neighbouring rows mostly share it.
class JavaPatternCache {
 public:
  const JavaPattern& Get(std::string_view pattern) {
    if (!pattern_ || pattern_->pattern() != pattern) pattern_.emplace(pattern);
    return *pattern_;
  }

 private:
  std::optional<JavaPattern> pattern_;
};

}  // namespace lakebolt
