#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sql/keyword_list.h"

namespace lakebolt::sql {

/// Names a word of the grammar; kNone is any other identifier.
enum class Keyword : uint8_t {
  kNone,
#define LAKEBOLT_SQL_ENUMERATOR(enumerator, text, keyword_class) enumerator,
  LAKEBOLT_SQL_KEYWORDS(LAKEBOLT_SQL_ENUMERATOR)
#undef LAKEBOLT_SQL_ENUMERATOR
};

/// Says where a word may stand as a name without quotes.
enum class KeywordClass : uint8_t {
  kFree,          ///< anywhere
  kNoBareAlias,   ///< anywhere but as an alias without AS
  kFunctionOnly,  ///< as a function's name and after AS
  kReserved,      ///< only after AS and after a dot
};

/// Finds the keyword that `word` is, in any case; kNone when it is none.
Keyword FindKeyword(std::string_view word);

/// Returns the keyword in lower case.
std::string_view KeywordText(Keyword keyword);

/// Returns the keyword in upper case, for messages.
std::string KeywordUpper(Keyword keyword);

KeywordClass ClassOf(Keyword keyword);

}  // namespace lakebolt::sql
