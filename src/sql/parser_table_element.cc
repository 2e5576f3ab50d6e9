#include "sql/parser_core.h"

namespace lakebolt::sql {

namespace {

constexpr const char* kConstraints =
    "\",\", \")\", NOT NULL, DEFAULT, PRIMARY KEY, UNIQUE, CHECK, REFERENCES or GENERATED";

}  // namespace

void Parser::ParseReferences(ConstraintDefinition& constraint) {
  tokens_.Expect(Keyword::kReferences);
  constraint.kind = ConstraintKind::kForeignKey;
  constraint.parent = ParseQualifiedName("the name of the table referred to");
  if (tokens_.Is(TokenKind::kLeftParen)) constraint.parent_columns = ParseNameList();
  while (tokens_.Is(Keyword::kOn)) {
    const Token& word = tokens_.Next();
    if (!tokens_.Accept(Keyword::kDelete)) tokens_.Expect(Keyword::kUpdate);
    const bool harmless = tokens_.Accept(Keyword::kRestrict) ||
                          (tokens_.Is(Keyword::kNo) && tokens_.IsWord("action", 1) &&
                           (tokens_.Next(), tokens_.Next(), true));
    if (!harmless) {
      tokens_.FailUnsupported("a foreign key that cascades or sets values",
                              tokens_.RangeFrom(word.begin), "RESTRICT and NO ACTION are");
    }
  }
}

bool Parser::AcceptConstraintBody(ConstraintDefinition& constraint, bool of_table) {
  const uint32_t begin = tokens_.Begin();
  if (tokens_.AcceptSequence({Keyword::kPrimary, Keyword::kKey})) {
    constraint.kind = ConstraintKind::kPrimaryKey;
    if (of_table) constraint.columns = ParseNameList();
  } else if (tokens_.Is(Keyword::kUnique) &&
             (!of_table || tokens_.IsAt(1, TokenKind::kLeftParen))) {
    tokens_.Next();
    constraint.kind = ConstraintKind::kUnique;
    if (of_table) constraint.columns = ParseNameList();
  } else if (tokens_.Is(Keyword::kCheck) && tokens_.IsAt(1, TokenKind::kLeftParen)) {
    tokens_.Next();
    constraint.kind = ConstraintKind::kCheck;
    constraint.check = ParseParenthesized();
  } else if (of_table && tokens_.AcceptSequence({Keyword::kForeign, Keyword::kKey})) {
    constraint.columns = ParseNameList();
    ParseReferences(constraint);
  } else if (!of_table && tokens_.AcceptSequence({Keyword::kNot, Keyword::kNull})) {
    constraint.kind = ConstraintKind::kNotNull;
  } else if (!of_table && tokens_.Is(Keyword::kReferences)) {
    ParseReferences(constraint);
  } else {
    return false;
  }
  constraint.range = tokens_.RangeFrom(begin);
  return true;
}

void Parser::ParseTableElement(CreateTableStatement& create) {
  ConstraintDefinition constraint;
  const bool named = tokens_.Is(Keyword::kConstraint) && IsNameAt(1) &&
                     (tokens_.IsAt(2, Keyword::kPrimary) || tokens_.IsAt(2, Keyword::kUnique) ||
                      tokens_.IsAt(2, Keyword::kCheck) || tokens_.IsAt(2, Keyword::kForeign));
  if (named) {
    tokens_.Next();
    constraint.name = ParseName("a name for the constraint");
  }
  if (AcceptConstraintBody(constraint, true)) {
    create.constraints.push_back(std::move(constraint));
    return;
  }
  create.columns.push_back(ParseColumnDefinition(create.constraints));
}

ColumnDefinition Parser::ParseColumnDefinition(std::vector<ConstraintDefinition>& constraints) {
  ColumnDefinition column;
  column.name = ParseName("a column name");
  const bool untyped = tokens_.Is(Keyword::kAs) || tokens_.IsWord("generated");
  if (!untyped) {
    column.type = ParseType();
    AcceptUnsigned(*column.type);
  }
  while (!tokens_.Is(TokenKind::kComma) && !tokens_.Is(TokenKind::kRightParen) &&
         !tokens_.Is(TokenKind::kSemicolon) && !tokens_.Is(TokenKind::kEndOfInput)) {
    ParseColumnConstraint(column, constraints);
  }
  return column;
}

bool Parser::AcceptGenerated(ColumnDefinition& column) {
  if (tokens_.AcceptWord("generated")) {
    if (!tokens_.AcceptWord("always")) tokens_.Fail("ALWAYS AS (expression)");
    tokens_.Expect(Keyword::kAs);
  } else if (!tokens_.Is(Keyword::kAs) || !tokens_.IsAt(1, TokenKind::kLeftParen)) {
    return false;
  } else {
    tokens_.Next();
  }
  if (!tokens_.Is(TokenKind::kLeftParen)) tokens_.Fail("\"(\" and an expression");
  column.generated = ParseParenthesized();
  column.stored = tokens_.AcceptWord("stored");
  if (!column.stored) tokens_.AcceptWord("virtual");
  return true;
}

void Parser::ParseColumnConstraint(ColumnDefinition& column,
                                   std::vector<ConstraintDefinition>& constraints) {
  if (tokens_.Accept(Keyword::kNull) || AcceptGenerated(column)) return;
  if (tokens_.Accept(Keyword::kDefault)) {
    column.default_value = ParseExpression(Precedence::kOther);
    return;
  }
  if (tokens_.Is(Keyword::kUsing) && tokens_.IsWord("compression", 1)) {
    tokens_.Next();
    tokens_.Next();
    ParseLabel("a compression");
    return;
  }
  if (tokens_.Is(Keyword::kCollate)) {
    const Token& word = tokens_.Next();
    QualifiedName collation = ParseQualifiedName("a collation");
    if (!column.type) tokens_.FailUnsupported("COLLATE without a type", word.range(), "");
    column.type->collation = std::move(collation);
    return;
  }
  ConstraintDefinition constraint;
  if (tokens_.Accept(Keyword::kConstraint)) {
    constraint.name = ParseName("a name for the constraint");
  }
  if (!AcceptConstraintBody(constraint, false)) tokens_.Fail(kConstraints);
  constraint.columns = {column.name};
  constraints.push_back(std::move(constraint));
}

}  // namespace lakebolt::sql
