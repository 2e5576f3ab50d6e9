#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "function/scalar/date/date_part.h"

namespace lakebolt {

/// Reads what trunc and date_trunc cut to, in any case: "MM" and "mon" are months; nothing for
/// other text.
std::optional<DatePart> TruncUnit(std::string_view name);

/// Reads what timestampadd and timestampdiff count, in any case; nothing for other text.
std::optional<DatePart> CountUnit(std::string_view name);

/// Reads what extract and date_part take, in any case; nothing for other text.
std::optional<DatePart> ExtractField(std::string_view name);

/// Returns the nanoseconds of an hour or a smaller unit; 0 for larger ones.
int64_t NanosOfUnit(DatePart unit);

/// Remembers the unit that the last name stood for, as neighbouring rows mostly share it.
class UnitCache {
 public:
  using Reader = std::optional<DatePart> (*)(std::string_view);
  explicit UnitCache(Reader read) : read_(read) {}

  std::optional<DatePart> Find(std::string_view name) {
    if (!known_ || name != name_) {
      unit_ = read_(name);
      name_ = name;
      known_ = true;
    }
    return unit_;
  }
  /// Throws kInvalidArgument, naming the function, for what is no unit.
  DatePart Require(std::string_view name, const char* function);

 private:
  Reader read_;
  bool known_ = false;
  std::string name_;
  std::optional<DatePart> unit_;
};

}  // namespace lakebolt
