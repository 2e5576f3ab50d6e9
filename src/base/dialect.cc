#include "base/dialect.h"

#include <map>
#include <utility>

namespace lakebolt {

namespace {

using DialectSetting = std::pair<std::string, std::string>;

/// Lists what SQL dialects disagree on, by dialect and setting; "duckdb" has the defaults.
const std::map<DialectSetting, std::string>& Habits() {
  static const std::map<DialectSetting, std::string> habits = {
      {{"datafusion", "default_null_order"}, "NULLS_LAST_ON_ASC_FIRST_ON_DESC"},
      {{"datafusion", "function_dialect"}, "datafusion"},
      {{"datafusion", "integer_division"}, "true"},
      {{"datafusion", "preserve_identifier_case"}, "lowercase"},
      {{"datafusion", "values_column_names"}, "column1"},
      {{"postgres", "default_null_order"}, "NULLS_LAST_ON_ASC_FIRST_ON_DESC"},
      {{"postgres", "function_dialect"}, "postgres"},
      {{"postgres", "integer_division"}, "true"},
      {{"postgres", "preserve_identifier_case"}, "lowercase"},
      {{"postgres", "strict_casts"}, "true"},
      {{"postgres", "values_column_names"}, "column1"},
      {{"spark", "backslash_escapes"}, "true"},
      {{"spark", "default_null_order"}, "NULLS_FIRST_ON_ASC_LAST_ON_DESC"},
      {{"spark", "double_quoted_strings"}, "true"},
      {{"spark", "function_dialect"}, "spark"},
      {{"spark", "spark_syntax"}, "true"},
      {{"spark", "timestamp_type"}, "ltz"},
      {{"spark", "values_column_names"}, "col1"},
      {{"sqlite", "default_null_order"}, "NULLS_FIRST_ON_ASC_LAST_ON_DESC"},
      {{"sqlite", "division_by_zero"}, "null"},
      {{"sqlite", "function_dialect"}, "sqlite"},
      {{"sqlite", "integer_division"}, "true"},
  };
  return habits;
}

}  // namespace

const std::vector<std::string>& DialectNames() {
  static const std::vector<std::string> names = {"duckdb", "datafusion", "postgres", "spark",
                                                 "sqlite"};
  return names;
}

const std::string* DialectValue(const std::string& dialect, const std::string& setting) {
  const auto found = Habits().find({dialect, setting});
  return found == Habits().end() ? nullptr : &found->second;
}

}  // namespace lakebolt
