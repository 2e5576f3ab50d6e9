#include "base/dialect.h"

#include <map>
#include <utility>

namespace lakebolt {

namespace {

using DialectSetting = std::pair<std::string, std::string>;

/// Lists what SQL dialects disagree on, by dialect and setting; "duckdb" has the defaults.
const std::map<DialectSetting, std::string>& Habits() {
  static const std::map<DialectSetting, std::string> habits = {
      {{"postgres", "default_null_order"}, "nulls_last_on_asc_first_on_desc"},
      {{"postgres", "function_dialect"}, "postgres"},
      {{"postgres", "integer_division"}, "true"},
      {{"postgres", "preserve_identifier_case"}, "false"},
      {{"spark", "backslash_escapes"}, "true"},
      {{"spark", "default_null_order"}, "nulls_first_on_asc_last_on_desc"},
      {{"spark", "double_quoted_strings"}, "true"},
      {{"spark", "function_dialect"}, "spark"},
      {{"spark", "timestamp_type"}, "ltz"},
      {{"sqlite", "default_null_order"}, "nulls_first_on_asc_last_on_desc"},
      {{"sqlite", "division_by_zero"}, "null"},
      {{"sqlite", "function_dialect"}, "sqlite"},
      {{"sqlite", "integer_division"}, "true"},
  };
  return habits;
}

}  // namespace

const std::vector<std::string>& DialectNames() {
  static const std::vector<std::string> names = {"duckdb", "postgres", "spark", "sqlite"};
  return names;
}

const std::string* DialectValue(const std::string& dialect, const std::string& setting) {
  const auto found = Habits().find({dialect, setting});
  return found == Habits().end() ? nullptr : &found->second;
}

}  // namespace lakebolt
