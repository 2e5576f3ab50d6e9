#include "sql/parser_core.h"

namespace lakebolt::sql {

StatementPtr Parser::ParseCreateType(CreateOptions options) {
  const Token& word = tokens_.Next();
  options.if_not_exists = AcceptIfNotExists();
  auto create = Make<CreateTypeStatement>();
  create->options = options;
  create->name = ParseNewName("a name for the type");
  CheckCreateOptions(options, tokens_.RangeFrom(word.begin));
  tokens_.Expect(Keyword::kAs);
  const bool labels_follow = tokens_.IsWord("enum") && tokens_.IsAt(1, TokenKind::kLeftParen) &&
                             !tokens_.IsAt(2, TokenKind::kString) &&
                             !tokens_.IsAt(2, TokenKind::kRightParen);
  if (!labels_follow) {
    create->type = ParseType();
    return create;
  }
  tokens_.Next();
  tokens_.Next();
  create->labels = ParseQuery();
  tokens_.Expect(TokenKind::kRightParen, "\")\"");
  return create;
}

}  // namespace lakebolt::sql
