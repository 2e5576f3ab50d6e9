#pragma once

namespace lakebolt::sql {

/// Says what becomes of names without quotes.
enum class NameFolding { kNone, kLower, kUpper };

/// Says where dialects cut text into tokens differently. The defaults are PostgreSQL's rules.
struct LexicalOptions {
  bool double_quoted_strings = false;  ///< "x" is text, not a name (Spark)
  bool backslash_escapes = false;      ///< '\n' is a line feed in any string (Spark)
  bool spark_syntax = false;           ///< r'…', 2L, DIV, <=> and the like as Spark has them
  bool local_timestamps = false;       ///< TIMESTAMP is the type with time zone (Spark)
  NameFolding folding = NameFolding::kNone;

  bool operator==(const LexicalOptions&) const = default;
};

}  // namespace lakebolt::sql
