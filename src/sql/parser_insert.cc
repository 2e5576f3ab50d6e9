#include "sql/parser_core.h"

namespace lakebolt::sql {

StatementPtr Parser::ParseInsert() {
  const Token& word = tokens_.Next();
  auto insert = Make<InsertStatement>();
  if (word.keyword == Keyword::kReplace) {  // SQLite's REPLACE INTO
    insert->on_conflict.range = word.range();
    insert->on_conflict.action = ConflictAction::kReplace;
  } else if (tokens_.Accept(Keyword::kOr)) {
    insert->on_conflict.range = tokens_.Peek().range();
    if (tokens_.Accept(Keyword::kIgnore)) {
      insert->on_conflict.action = ConflictAction::kNothing;
    } else {
      tokens_.Expect(Keyword::kReplace);
      insert->on_conflict.action = ConflictAction::kReplace;
    }
  }
  if (tokens_.IsWord("overwrite")) {
    tokens_.FailUnsupported("INSERT OVERWRITE", tokens_.Peek().range(),
                            "TRUNCATE the table, then INSERT INTO it, in one transaction");
  }
  tokens_.Expect(Keyword::kInto);
  insert->table = ParseTarget();
  if (tokens_.Is(TokenKind::kLeftParen) && !IsParenthesizedQuery()) {
    insert->columns = ParseNameList();
  }
  insert->by_name = tokens_.AcceptSequence({Keyword::kBy, Keyword::kName});
  if (!insert->by_name) tokens_.AcceptSequence({Keyword::kBy, Keyword::kPosition});
  if (!tokens_.AcceptSequence({Keyword::kDefault, Keyword::kValues})) {
    insert->query = ParseQuery();
    for (const CommonTableExpression& cte : insert->query->ctes) {
      if (cte.write == nullptr) continue;
      tokens_.FailUnsupported("a statement that changes data inside the query of INSERT",
                              cte.name.range, "write WITH before INSERT");
    }
    TakeOuterCtes(*insert->query);
  }
  if (tokens_.Is(Keyword::kOn) && tokens_.IsWord("conflict", 1)) ParseOnConflict(*insert);
  insert->returning = ParseReturning(insert->table);
  return insert;
}

void Parser::ParseOnConflict(InsertStatement& insert) {
  const uint32_t begin = tokens_.Next().begin;
  tokens_.Next();
  if (insert.on_conflict.action != ConflictAction::kError) {
    throw UserError(ErrorCode::kSyntax, "OR REPLACE, OR IGNORE and ON CONFLICT exclude each other",
                    tokens_.RangeFrom(begin));
  }
  OnConflict& conflict = insert.on_conflict;
  if (tokens_.Is(TokenKind::kLeftParen)) conflict.columns = ParseNameList();
  if (!tokens_.AcceptWord("do")) tokens_.Fail("DO NOTHING or DO UPDATE SET …");
  conflict.range = tokens_.RangeFrom(begin);
  if (tokens_.AcceptWord("nothing")) {
    conflict.action = ConflictAction::kNothing;
    return;
  }
  tokens_.Expect(Keyword::kUpdate);
  tokens_.Expect(Keyword::kSet);
  conflict.action = ConflictAction::kUpdate;
  conflict.update = Make<UpdateStatement>();
  UpdateStatement& update = *conflict.update;
  update.table = insert.table;
  std::vector<SelectItem> values = ParseAssignments(update.set);
  ExpressionPtr where;
  if (tokens_.Accept(Keyword::kWhere)) where = ParseExpression();

  const SourceRange range = conflict.range;
  const Identifier excluded{"excluded", false, range};
  TargetTable rows;
  rows.name = {{std::string(kExcludedRows), true, range}};
  rows.alias = excluded;
  auto same_row = Make<BinaryExpression>();
  same_row->op = BinaryOperator::kEqual;
  same_row->left =
      ColumnItem({update.table.shown_name(), {std::string(kRowIdColumn), true, range}}).expression;
  same_row->right = ColumnItem({excluded, {std::string(kConflictColumn), true, range}}).expression;
  ExpressionPtr condition = Seal(std::move(same_row), range.begin);
  if (where) {
    auto both = Make<BinaryExpression>();
    both->op = BinaryOperator::kAnd;
    both->left = std::move(condition);
    both->right = std::move(where);
    condition = Seal(std::move(both), range.begin);
  }
  update.query =
      TargetQuery(update.table, std::move(values), TargetRef(rows), std::move(condition));
}

}  // namespace lakebolt::sql
