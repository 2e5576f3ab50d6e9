#pragma once

#include <string>
#include <string_view>

#include "sql/ast/statement.h"

namespace lakebolt::sql {

/// Writes `expression` as SQL with as few parentheses as parse back to the same tree.
std::string ToSql(const Expression& expression);

/// Writes `query` as SQL on one line.
std::string ToSql(const Query& query);

/// Writes `type` as SQL in upper case: "DECIMAL(18,2)", "INTEGER[]".
std::string ToSql(const TypeName& type);

/// Writes `name` with the quotes it needs to be read back as one identifier.
std::string QuoteIdentifier(std::string_view name);

/// Gives the name of an unaliased output column, the way DuckDB names them: `x` for t.x,
/// `count_star()`, `sum(x)`, `(a + b)`, `CAST(x AS INTEGER)`.
std::string DefaultColumnName(const Expression& expression);

}  // namespace lakebolt::sql
