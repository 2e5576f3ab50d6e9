#include "sql/parser.h"

#include "sql/parser_core.h"

namespace lakebolt::sql {

std::vector<StatementPtr> ParseStatements(std::string_view sql, const LexicalOptions& options) {
  return Parser(sql, options).ParseStatementList();
}

StatementPtr ParseStatementAt(std::string_view sql, size_t& position,
                              const LexicalOptions& options) {
  Parser parser(sql, position, options);
  std::vector<StatementPtr> statements = parser.ParseStatementList();
  position = parser.end();
  return statements.empty() ? nullptr : std::move(statements.front());
}

std::unique_ptr<Query> ParseQuery(std::string_view sql) {
  Parser parser(sql);
  std::unique_ptr<Query> query = parser.ParseQuery();
  parser.ExpectEnd(true);
  return query;
}

ExpressionPtr ParseExpression(std::string_view sql) {
  Parser parser(sql);
  ExpressionPtr expression = parser.ParseExpression();
  parser.ExpectEnd(false);
  return expression;
}

TypeName ParseTypeName(std::string_view sql) {
  Parser parser(sql);
  TypeName type = parser.ParseType();
  parser.AcceptUnsigned(type);
  parser.ExpectEnd(false);
  return type;
}

}  // namespace lakebolt::sql
