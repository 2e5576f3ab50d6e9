#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "sql/ast/statement.h"
#include "sql/lexical_options.h"

namespace lakebolt::sql {

/// Bounds how deep a syntax tree may be (see Expression::height) and how deep the parser recurses,
/// so that neither it nor a visitor that recurses overflows an 8 MB stack.
inline constexpr uint32_t kMaxHeight = 500;

/// Parses SQL text into its statements; empty statements between semicolons are skipped. Throws
/// UserError kSyntax at the offending token, kTooComplex where nesting is too deep, and
/// kNotSupported for statements and clauses that are known but not done.
std::vector<StatementPtr> ParseStatements(std::string_view sql, const LexicalOptions& options = {});

/// Parses the statement that begins at or after byte `position` of the text, and moves `position`
/// behind it and its semicolon; null where none is left. What follows is not looked at.
StatementPtr ParseStatementAt(std::string_view sql, size_t& position,
                              const LexicalOptions& options = {});

/// Parses exactly one query, such as a view's text.
std::unique_ptr<Query> ParseQuery(std::string_view sql);

/// Parses exactly one scalar expression, as the DataFrame API's filters need.
ExpressionPtr ParseExpression(std::string_view sql);

/// Parses exactly one type name.
TypeName ParseTypeName(std::string_view sql);

}  // namespace lakebolt::sql
