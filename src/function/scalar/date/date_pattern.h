#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "function/scalar/date/date_part.h"

namespace lakebolt {

/// Says what a wall clock shows, and where.
struct WallTime {
  DayAndTime at;
  int32_t offset = 0;          // seconds east of Greenwich
  std::string_view zone = {};  // its name; empty without a zone
};

/// Holds what a text says by a pattern.
struct PatternTime {
  int32_t days = 0;
  int64_t nanos = 0;              // of the day
  std::optional<int64_t> offset;  // seconds east of Greenwich
  std::string_view zone = {};     // a zone's name within the text
  int infinite = 0;               // 1 or -1: the rest means nothing
};

/// Turns what a pattern read into ticks of a timestamp's type; nothing where they do not fit, or
/// the zone does not exist.
std::optional<int64_t> TicksOf(const PatternTime& time, const LogicalType& type);

/// Is a format of strftime and strptime ("%Y-%m-%d"), taken apart once.
class DatePattern {
 public:
  /// Throws kInvalidArgument for a conversion that does not exist.
  explicit DatePattern(std::string_view format);

  const std::string& format() const { return format_; }
  bool Has(char conversion) const;

  /// Appends a time by the pattern.
  void Print(const WallTime& time, std::string& out) const;
  /// Reads a time by the pattern; blanks around are left out. Nothing when the text is another.
  std::optional<PatternTime> Read(std::string_view text) const;

 private:
  struct Piece {
    std::string literal;  // before the conversion
    char conversion = 0;  // 0 at the end
    bool padded = true;
  };

  void Take(std::string_view format);

  std::string format_;
  std::vector<Piece> pieces_;
};

/// Remembers the pattern of the last format, as neighbouring rows mostly share it.
class PatternCache {
 public:
  const DatePattern& Get(std::string_view format) {
    if (!pattern_ || pattern_->format() != format) pattern_.emplace(format);
    return *pattern_;
  }

 private:
  std::optional<DatePattern> pattern_;
};

}  // namespace lakebolt
