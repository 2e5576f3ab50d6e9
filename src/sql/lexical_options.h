#pragma once

namespace lakebolt::sql {

/// Says where dialects cut text into tokens differently. The defaults are PostgreSQL's rules.
struct LexicalOptions {
  bool double_quoted_strings = false;  ///< "x" is text, not a name (Spark)
  bool backslash_escapes = false;      ///< '\n' is a line feed in any string (Spark)
  bool fold_identifiers = false;       ///< names without quotes become lower-case (PostgreSQL)
  bool local_timestamps = false;       ///< TIMESTAMP is the type with time zone (Spark)
};

}  // namespace lakebolt::sql
