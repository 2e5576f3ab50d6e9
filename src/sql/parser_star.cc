#include "sql/parser_core.h"

namespace lakebolt::sql {

ExpressionPtr Parser::ParseStar(QualifiedName qualifier, uint32_t begin) {
  tokens_.Expect(TokenKind::kStar, "\"*\"");
  if (tokens_.Is(Keyword::kColumns) && tokens_.IsAt(1, TokenKind::kLeftParen)) {  // *COLUMNS(…)
    ExpressionPtr columns = ParseColumns(std::move(qualifier), begin);
    static_cast<ColumnsExpression&>(*columns).unpack = true;
    return columns;
  }
  auto star = Make<StarExpression>();
  star->qualifier = std::move(qualifier);
  // EXCEPT (a, b) is Spark's and BigQuery's word for EXCLUDE; EXCEPT (SELECT …) is a set operation.
  const bool in_parens = tokens_.IsAt(1, TokenKind::kLeftParen) && IsNameAt(2) &&
                         (tokens_.IsAt(3, TokenKind::kComma) || tokens_.IsAt(3, TokenKind::kDot) ||
                          tokens_.IsAt(3, TokenKind::kRightParen));
  const bool except = tokens_.Is(Keyword::kExcept) && (in_parens || IsNameAt(1));
  if (tokens_.Is(Keyword::kExclude) || except) ParseStarExclude(*star);
  if (tokens_.Is(Keyword::kReplace)) ParseStarReplace(*star);
  if (tokens_.Is(Keyword::kRename)) ParseStarRename(*star);
  return Seal(std::move(star), begin);
}

void Parser::ParseStarExclude(StarExpression& star) {
  tokens_.Next();
  const auto parse_one = [&] {
    if (IsString()) {
      star.exclude.push_back({ParseNameOrString("a column name")});
    } else {
      star.exclude.push_back(ParseQualifiedName("a column name"));
    }
  };
  if (!tokens_.Accept(TokenKind::kLeftParen)) return parse_one();
  ParseCommaList(parse_one);
  tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
}

void Parser::ParseStarReplace(StarExpression& star) {
  tokens_.Next();
  const auto parse_one = [&] {
    StarReplacement item;
    item.value = ParseExpression();
    tokens_.Expect(Keyword::kAs);
    item.name = ParseLabel("a column name");
    star.replace.push_back(std::move(item));
  };
  if (!tokens_.Accept(TokenKind::kLeftParen)) return parse_one();
  ParseCommaList(parse_one);
  tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
}

void Parser::ParseStarRename(StarExpression& star) {
  tokens_.Next();
  const auto parse_one = [&] {
    StarRename item;
    item.from = ParseQualifiedName("a column name");
    tokens_.Expect(Keyword::kAs);
    item.to = ParseLabel("a column name");
    star.rename.push_back(std::move(item));
  };
  if (!tokens_.Accept(TokenKind::kLeftParen)) return parse_one();
  ParseCommaList(parse_one);
  tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
}

ExpressionPtr Parser::ParseColumns(QualifiedName qualifier, uint32_t begin) {
  tokens_.Next();
  tokens_.Next();
  auto node = Make<ColumnsExpression>();
  node->qualifier = std::move(qualifier);
  if (tokens_.Is(TokenKind::kStar)) {
    node->pattern = ParseStar({}, tokens_.Begin());
  } else {
    node->pattern = IsLambda() ? ParseLambda() : ParseExpression();
  }
  tokens_.Expect(TokenKind::kRightParen, "\")\"");
  return Seal(std::move(node), begin);
}

}  // namespace lakebolt::sql
