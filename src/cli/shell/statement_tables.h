#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sql/token.h"

namespace lakebolt {

/// Is a table that a statement reads or writes.
struct NamedTable {
  std::string source;  // as SQL: a name, a path in quotes, a call
  std::string name;    // what its columns are qualified with
};

/// Tells whether a table stands behind a keyword.
bool NamesTable(sql::Keyword keyword);

/// Finds the tables that a statement names after FROM, JOIN, INTO and the like. `tokens` need not
/// be a whole statement.
std::vector<NamedTable> FindStatementTables(std::string_view sql,
                                            const std::vector<sql::Token>& tokens);

}  // namespace lakebolt
