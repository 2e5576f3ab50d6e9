#include "api/lexical_habits.h"

namespace lakebolt {

namespace {

sql::NameFolding FoldingOf(const std::string& names) {
  if (names == "lowercase") return sql::NameFolding::kLower;
  return names == "uppercase" ? sql::NameFolding::kUpper : sql::NameFolding::kNone;
}

}  // namespace

sql::LexicalOptions LexicalOptionsOf(const Settings& settings) {
  return {.double_quoted_strings = settings.GetBool("double_quoted_strings"),
          .backslash_escapes = settings.GetBool("backslash_escapes"),
          .spark_syntax = settings.GetBool("spark_syntax"),
          .local_timestamps = settings.Get("timestamp_type") == "ltz",
          .folding = FoldingOf(settings.Get("preserve_identifier_case"))};
}

}  // namespace lakebolt
