#include "sql/parser_core.h"

namespace lakebolt::sql {

StatementPtr Parser::ParsePrepare() {
  tokens_.Next();
  auto prepare = Make<PrepareStatement>();
  prepare->name = ParseName("a name for the statement");
  if (tokens_.Accept(TokenKind::kLeftParen)) {
    ParseCommaList([&] { ParseType(); });
    tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
  }
  tokens_.Expect(Keyword::kAs);
  parameter_count_ = 0;
  prepare->statement = ParseStatement();
  parameter_count_ = 0;
  const StatementKind kind = prepare->statement->kind;
  if (kind == StatementKind::kPrepare || kind == StatementKind::kExecute) {
    // Else statements could execute each other without an end.
    throw UserError(ErrorCode::kNotSupported, "PREPARE and EXECUTE cannot be prepared",
                    prepare->statement->range);
  }
  return prepare;
}

StatementPtr Parser::ParseExecute() {
  tokens_.Next();
  auto execute = Make<ExecuteStatement>();
  execute->name = ParseName("the name of a prepared statement");
  if (tokens_.Accept(TokenKind::kLeftParen)) {
    if (!tokens_.Is(TokenKind::kRightParen)) {
      ParseCommaList([&] { execute->arguments.push_back(ParseArgument()); });
    }
    tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
  }
  return execute;
}

StatementPtr Parser::ParseDeallocate() {
  tokens_.Next();
  auto deallocate = Make<DeallocateStatement>();
  tokens_.Accept(Keyword::kPrepare);
  if (!tokens_.Accept(Keyword::kAll)) {
    deallocate->name = ParseName("the name of a prepared statement");
  }
  return deallocate;
}

StatementPtr Parser::ParseCallStatement() {
  tokens_.Next();
  auto statement = Make<QueryStatement>();
  QualifiedName name = ParseQualifiedName("the name of a table function");
  if (!tokens_.Is(TokenKind::kLeftParen)) tokens_.Fail("\"(\" and the arguments");
  statement->query = QueryOver(ParseTableFunction(std::move(name)));
  return statement;
}

StatementPtr Parser::ParsePragma() {
  tokens_.Next();
  const Identifier name = ParseSettingName();
  if (tokens_.Accept(TokenKind::kEqual)) {
    auto set = Make<SetStatement>();
    set->name = name;
    set->value = ParseSettingValue();
    set->pragma = true;
    return set;
  }
  auto pragma = Make<PragmaStatement>();
  pragma->name = name;
  if (tokens_.Accept(TokenKind::kLeftParen)) {
    if (!tokens_.Is(TokenKind::kRightParen)) {
      ParseCommaList([&] { pragma->arguments.push_back(ParseSettingValue()); });
    }
    tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
  }
  return pragma;
}

StatementPtr Parser::ParseNothing() {
  tokens_.Next();
  SkipToEnd();
  return Make<NothingStatement>();
}

}  // namespace lakebolt::sql
