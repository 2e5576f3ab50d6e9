#include "sql/parser_core.h"

namespace lakebolt::sql {

StatementPtr Parser::ParseAlter() {
  tokens_.Next();
  auto alter = Make<AlterStatement>();
  alter->object = ParseObjectKind("ALTER");
  alter->if_exists = AcceptIfExists();
  alter->name = ParseQualifiedName("a name");
  if (tokens_.Accept(Keyword::kRename)) {
    ParseAlterRename(*alter);
  } else if (tokens_.AcceptWord("add")) {
    ParseAlterAdd(*alter);
  } else if (tokens_.Accept(Keyword::kDrop)) {
    ParseAlterDrop(*alter);
  } else if (tokens_.Accept(Keyword::kAlter)) {
    tokens_.AcceptWord("column");
    alter->column = ParseName("a column name");
    ParseAlterColumn(*alter);
  } else if (tokens_.Accept(Keyword::kSet)) {
    if (tokens_.AcceptWord("schema")) {
      alter->action = AlterAction::kSetSchema;
      alter->new_name = ParseLabel("the name of a schema");
    } else {
      if (alter->object == DropObject::kTable) FailTableOptions();
      alter->action = AlterAction::kNothing;
      SkipToEnd();
    }
  } else if (tokens_.AcceptWord("owned")) {
    tokens_.Expect(Keyword::kBy);
    alter->owner = ParseQualifiedName("a table name");
    alter->action = AlterAction::kSetOwner;
  } else if (tokens_.Accept(Keyword::kReset)) {
    FailTableOptions();
  } else {
    tokens_.Fail("RENAME, ADD, DROP, ALTER or SET");
  }
  return alter;
}

void Parser::FailTableOptions() {
  tokens_.FailUnsupported("saying how a table is stored", tokens_.Peek().range(),
                          "SORTED BY, PARTITIONED BY and options belong to table formats");
}

void Parser::SkipToEnd() {
  while (!tokens_.Is(TokenKind::kSemicolon) && !tokens_.Is(TokenKind::kEndOfInput)) tokens_.Next();
}

void Parser::ParseAlterRename(AlterStatement& alter) {
  if (tokens_.Accept(Keyword::kTo)) {
    alter.action = AlterAction::kRenameTable;
    alter.new_name = ParseLabel("the new name");
    CheckNewName(alter.new_name);
    return;
  }
  tokens_.AcceptWord("column");
  alter.action = AlterAction::kRenameColumn;
  ParseAlteredColumn(alter);
  tokens_.Expect(Keyword::kTo);
  alter.new_name = ParseLabel("the new name");
}

void Parser::ParseAlteredColumn(AlterStatement& alter) {
  QualifiedName name = ParseQualifiedName("a column name");
  alter.column = std::move(name.front());
  name.erase(name.begin());
  alter.field = std::move(name);
}

void Parser::ParseAlterAdd(AlterStatement& alter) {
  ConstraintDefinition constraint;
  if (tokens_.Accept(Keyword::kConstraint)) constraint.name = ParseName("a name");
  if (AcceptConstraintBody(constraint, true)) {
    alter.action = AlterAction::kAddConstraint;
    alter.constraints.push_back(std::move(constraint));
    return;
  }
  const bool in_parens = options_.spark_syntax &&
                         (tokens_.IsWord("columns") || tokens_.IsWord("column")) &&
                         tokens_.IsAt(1, TokenKind::kLeftParen);
  if (in_parens) {
    tokens_.Next();
    tokens_.Next();
    alter.action = AlterAction::kAddColumn;
    alter.definition = ParseColumnDefinition(alter.constraints);
    alter.column = alter.definition.name;
    if (tokens_.Is(TokenKind::kComma)) {
      tokens_.FailUnsupported("adding several columns at once", tokens_.Peek().range(),
                              "add them one by one");
    }
    tokens_.Expect(TokenKind::kRightParen, "\")\"");
    return;
  }
  tokens_.AcceptWord("column");
  alter.action = AlterAction::kAddColumn;
  alter.action_if_exists = AcceptIfNotExists();
  // s.a INTEGER adds a field to the struct s; the last name is that of the definition.
  QualifiedName above;
  while (IsNameAt(0) && tokens_.IsAt(1, TokenKind::kDot)) {
    above.push_back(TakeIdentifier());
    tokens_.Next();
  }
  alter.definition = ParseColumnDefinition(alter.constraints);
  alter.column = alter.definition.name;
  if (above.empty()) return;
  alter.column = above.front();
  above.erase(above.begin());
  above.push_back(alter.definition.name);
  alter.field = std::move(above);
}

void Parser::ParseAlterDrop(AlterStatement& alter) {
  if (tokens_.Accept(Keyword::kConstraint)) {
    alter.action = AlterAction::kDropConstraint;
    alter.action_if_exists = AcceptIfExists();
    alter.column = ParseName("the name of a constraint");
  } else {
    tokens_.AcceptWord("column");
    alter.action = AlterAction::kDropColumn;
    alter.action_if_exists = AcceptIfExists();
    ParseAlteredColumn(alter);
  }
  alter.cascade = tokens_.Accept(Keyword::kCascade);
  if (!alter.cascade) tokens_.Accept(Keyword::kRestrict);
}

void Parser::ParseAlterColumn(AlterStatement& alter) {
  if (tokens_.AcceptSequence({Keyword::kSet, Keyword::kNot, Keyword::kNull})) {
    alter.action = AlterAction::kSetNotNull;
  } else if (tokens_.AcceptSequence({Keyword::kDrop, Keyword::kNot, Keyword::kNull})) {
    alter.action = AlterAction::kDropNotNull;
  } else if (tokens_.AcceptSequence({Keyword::kDrop, Keyword::kDefault})) {
    alter.action = AlterAction::kSetDefault;
  } else if (tokens_.AcceptSequence({Keyword::kSet, Keyword::kDefault})) {
    alter.action = AlterAction::kSetDefault;
    alter.value = ParseExpression();
  } else {
    if (tokens_.Accept(Keyword::kSet) && !tokens_.Is(Keyword::kData) && !tokens_.IsWord("type")) {
      tokens_.Fail("DATA TYPE, NOT NULL or DEFAULT");
    }
    tokens_.Accept(Keyword::kData);
    if (!tokens_.AcceptWord("type")) tokens_.Fail("TYPE, SET or DROP");
    alter.action = AlterAction::kAlterType;
    if (!tokens_.Is(Keyword::kUsing)) alter.type = ParseType();
    if (alter.type && tokens_.Accept(Keyword::kCollate)) {
      alter.type->collation = ParseQualifiedName("a collation");
    }
    if (tokens_.Accept(Keyword::kUsing)) alter.value = ParseExpression();
  }
}

}  // namespace lakebolt::sql
