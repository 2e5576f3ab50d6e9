#include "sql/ast/children.h"
#include "sql/parser_core.h"

namespace lakebolt::sql {

bool Parser::IsWriteAfterWith() const {
  size_t at = tokens_.position() + 1;
  while (true) {
    const Token& token = tokens_.At(at);
    if (token.kind == TokenKind::kLeftParen && token.partner != Token::kNoPartner) {
      at = token.partner + 1;
      continue;
    }
    switch (token.keyword) {
      case Keyword::kInsert:
      case Keyword::kUpdate:
      case Keyword::kDelete:
      case Keyword::kMerge: return true;
      case Keyword::kSelect:
      case Keyword::kFrom:
      case Keyword::kValues:
      case Keyword::kTable: return false;
      default: break;
    }
    if (token.kind == TokenKind::kEndOfInput || token.kind == TokenKind::kSemicolon) return false;
    ++at;
  }
}

StatementPtr Parser::ParseWriteOrQuery() {
  if (!IsWriteAfterWith()) return ParseQueryStatement();
  outer_with_ = Make<Query>();
  outer_with_at_ = tokens_.position();
  outer_with_parameters_ = parameter_count_;
  ParseWith(*outer_with_);
  StatementPtr statement = ParseStatementBody();
  outer_with_.reset();
  return statement;
}

void Parser::TakeOuterCtes(Query& query) {
  if (outer_with_ == nullptr) return;
  query.recursive = query.recursive || outer_with_->recursive;
  std::vector<CommonTableExpression> ctes = std::move(outer_with_->ctes);
  for (CommonTableExpression& own : query.ctes) ctes.push_back(std::move(own));
  query.ctes = std::move(ctes);
  outer_with_.reset();
}

TargetTable Parser::ParseTarget() {
  TargetTable table;
  table.name = ParseQualifiedName("a table name");
  if (tokens_.Accept(Keyword::kAs)) {
    table.alias = ParseLabel("a name after AS");
  } else if (IsName() && !tokens_.IsAny({Keyword::kSet, Keyword::kValues, Keyword::kBy})) {
    table.alias = TakeIdentifier();
  }
  return table;
}

TableRefPtr Parser::TargetRef(const TargetTable& table) const {
  auto ref = Make<BaseTableRef>();
  ref->name = table.name;
  ref->alias = table.alias;
  ref->range = {table.name.front().range.begin, table.name.back().range.end};
  return ref;
}

SelectItem Parser::ColumnItem(const QualifiedName& name) const {
  auto column = Make<ColumnRefExpression>();
  column->name = name;
  column->range = name.front().range;
  SelectItem item;
  item.expression = std::move(column);
  return item;
}

SelectItem Parser::AllColumns(const TargetTable& table) const {
  auto star = Make<StarExpression>();
  star->qualifier = {table.shown_name()};
  star->range = table.shown_name().range;
  SelectItem item;
  item.expression = std::move(star);
  return item;
}

std::unique_ptr<Query> Parser::TargetQuery(const TargetTable& table, std::vector<SelectItem> values,
                                           TableRefPtr others, ExpressionPtr where) {
  auto select = Make<Select>();
  select->items.push_back(
      ColumnItem({table.shown_name(), {std::string(kRowIdColumn), true, table.name[0].range}}));
  for (SelectItem& value : values) select->items.push_back(std::move(value));
  select->items.push_back(AllColumns(table));
  select->from = TargetRef(table);
  if (others) {
    auto join = Make<JoinRef>();
    join->join_kind = JoinKind::kCross;
    join->left = std::move(select->from);
    join->right = std::move(others);
    const uint32_t height = join->right->height + 1;
    const uint32_t begin = join->left->range.begin;
    select->from = SealTable(std::move(join), begin, height);
  }
  select->where = std::move(where);
  select->range = tokens_.RangeFrom(table.name.front().range.begin);
  select->height = SelectHeight(*select);
  CheckHeight(select->height, select->range);
  return WrapBody(std::move(select));
}

void Parser::CheckReturning(const Expression& expression) const {
  switch (expression.kind) {
    case ExpressionKind::kScalarSubquery:
    case ExpressionKind::kExists:
    case ExpressionKind::kInSubquery:
    case ExpressionKind::kQuantified:
      tokens_.FailUnsupported("a subquery in RETURNING", expression.range);
    default: break;
  }
  ForEachChild(expression, [&](const Expression& child) { CheckReturning(child); });
}

std::unique_ptr<Query> Parser::ParseReturning(const TargetTable& table) {
  if (!tokens_.Is(Keyword::kReturning)) return nullptr;
  const uint32_t begin = tokens_.Next().begin;
  auto select = Make<Select>();
  ParseSelectList(*select);
  for (const SelectItem& item : select->items) CheckReturning(*item.expression);
  TargetTable changed;
  changed.name = {{std::string(kChangedRows), true, table.name[0].range}};
  changed.alias = table.shown_name();
  select->from = TargetRef(changed);
  select->range = tokens_.RangeFrom(begin);
  select->height = SelectHeight(*select);
  return WrapBody(std::move(select));
}

std::vector<SelectItem> Parser::ParseAssignments(Assignments& set) {
  std::vector<SelectItem> values;
  const auto parse_value = [&] {
    set.is_default.push_back(tokens_.Is(Keyword::kDefault));
    if (set.is_default.back()) {
      tokens_.Next();
      return;
    }
    SelectItem item;
    item.expression = ParseExpression();
    values.push_back(std::move(item));
  };
  ParseCommaList([&] {
    if (!tokens_.Accept(TokenKind::kLeftParen)) {
      set.columns.push_back(ParseQualifiedName("a column name").back());
      tokens_.Expect(TokenKind::kEqual, "=");
      parse_value();
      return;
    }
    // (a, b) = (1, 2)
    const size_t first = set.columns.size();
    ParseCommaList([&] { set.columns.push_back(ParseName("a column name")); });
    tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
    tokens_.Expect(TokenKind::kEqual, "=");
    tokens_.Accept(Keyword::kRow);
    const uint32_t begin = tokens_.Begin();
    tokens_.Expect(TokenKind::kLeftParen, "\"(\" and a value for each column");
    size_t given = 0;
    ParseCommaList([&] {
      ++given;
      parse_value();
    });
    tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
    if (given == set.columns.size() - first) return;
    throw UserError(ErrorCode::kSyntax,
                    std::to_string(set.columns.size() - first) + " columns are to be set to " +
                        std::to_string(given) + " values",
                    tokens_.RangeFrom(begin));
  });
  return values;
}

StatementPtr Parser::ParseUpdate() {
  tokens_.Next();
  auto update = Make<UpdateStatement>();
  update->table = ParseTarget();
  tokens_.Expect(Keyword::kSet);
  std::vector<SelectItem> values = ParseAssignments(update->set);
  TableRefPtr others;
  if (tokens_.Accept(Keyword::kFrom)) others = ParseFrom();
  ExpressionPtr where;
  if (tokens_.Accept(Keyword::kWhere)) where = ParseExpression();
  update->query =
      TargetQuery(update->table, std::move(values), std::move(others), std::move(where));
  TakeOuterCtes(*update->query);
  update->returning = ParseReturning(update->table);
  return update;
}

StatementPtr Parser::ParseDelete() {
  tokens_.Next();
  auto remove = Make<DeleteStatement>();
  tokens_.Expect(Keyword::kFrom);
  remove->table = ParseTarget();
  TableRefPtr others;
  if (tokens_.Accept(Keyword::kUsing)) others = ParseFrom();
  ExpressionPtr where;
  if (tokens_.Accept(Keyword::kWhere)) where = ParseExpression();
  remove->query = TargetQuery(remove->table, {}, std::move(others), std::move(where));
  TakeOuterCtes(*remove->query);
  remove->returning = ParseReturning(remove->table);
  return remove;
}

StatementPtr Parser::ParseTruncate() {
  tokens_.Next();
  tokens_.Accept(Keyword::kTable);
  auto remove = Make<DeleteStatement>();
  remove->table.name = ParseQualifiedName("a table name");
  remove->query = TargetQuery(remove->table, {}, nullptr, nullptr);
  return remove;
}

}  // namespace lakebolt::sql
