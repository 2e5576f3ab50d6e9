#include <algorithm>

#include "sql/parser_core.h"

namespace lakebolt::sql {

namespace {

/// Counts a query as several levels: planning it takes far more stack than one operator.
constexpr uint32_t kQueryLevels = 4;

uint32_t HeightOf(const ExpressionPtr& expression) {
  return expression ? expression->height : 0;
}

}  // namespace

std::unique_ptr<Query> Parser::ParseQuery() {
  const Nest nest(*this, kQueryLevels);
  const uint32_t begin = tokens_.Begin();
  auto query = Make<Query>();
  if (tokens_.Is(Keyword::kWith)) ParseWith(*query);
  query->body = ParseSetOperations();
  ParseQueryTail(*query);
  if (tokens_.Is(Keyword::kFor)) {
    tokens_.FailUnsupported("row locking with FOR", tokens_.Peek().range());
  }
  // (SELECT … LIMIT 1) alone is that query itself.
  const bool bare = query->ctes.empty() && query->order_by.empty() && !query->limit &&
                    !query->offset && query->body->kind == QueryBodyKind::kNested;
  if (bare) return std::move(static_cast<NestedQuery&>(*query->body).query);
  SealQuery(*query, begin);
  return query;
}

void Parser::SealQuery(Query& query, uint32_t begin) const {
  uint32_t height = std::max({query.body->height, HeightOf(query.limit), HeightOf(query.offset)});
  for (const CommonTableExpression& cte : query.ctes) height = std::max(height, cte.query->height);
  for (const OrderItem& item : query.order_by) height = std::max(height, HeightOf(item.expression));
  query.height = height + kQueryLevels;
  query.range = tokens_.RangeFrom(begin);
  CheckHeight(query.height, query.range);
}

void Parser::ParseWith(Query& query) {
  tokens_.Next();
  query.recursive = tokens_.Accept(Keyword::kRecursive);
  ParseCommaList([&] { query.ctes.push_back(ParseCte(query.recursive)); });
}

CommonTableExpression Parser::ParseCte(bool recursive) {
  CommonTableExpression cte;
  cte.name = ParseName("a name for the WITH query");
  if (tokens_.Is(TokenKind::kLeftParen)) cte.column_aliases = ParseNameList();
  if (tokens_.AcceptSequence({Keyword::kUsing, Keyword::kKey})) {
    tokens_.Expect(TokenKind::kLeftParen, "\"(\" and the columns of the key");
    ParseCommaList([&] {
      const uint32_t begin = tokens_.Begin();
      SelectItem item = ParseSelectItem();
      if (item.alias) {  // avg(v) AS v, kept as {v: avg(v)}
        auto named = Make<StructExpression>();
        named->fields.push_back({std::move(*item.alias), std::move(item.expression)});
        item.expression = Seal(std::move(named), begin);
      }
      cte.key.push_back(std::move(item.expression));
    });
    tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
  }
  tokens_.Expect(Keyword::kAs);
  if (tokens_.AcceptSequence({Keyword::kNot, Keyword::kMaterialized})) {
    cte.hint = MaterializationHint::kNotMaterialized;
  } else if (tokens_.Accept(Keyword::kMaterialized)) {
    cte.hint = MaterializationHint::kMaterialized;
  }
  if (!tokens_.Is(TokenKind::kLeftParen)) tokens_.Fail("\"(\" and a query");
  const size_t parens = OpenParens();
  const bool writes =
      tokens_.IsAny({Keyword::kInsert, Keyword::kUpdate, Keyword::kDelete, Keyword::kMerge});
  if (writes && recursive) {
    tokens_.FailUnsupported("a statement that changes data inside WITH RECURSIVE",
                            tokens_.Peek().range());
  }
  if (writes) {
    ParseWrittenCte(cte);
  } else {
    cte.query = ParseQuery();
  }
  CloseParens(parens);
  return cte;
}

bool Parser::IsSparkOrder() const {
  return tokens_.IsAt(1, Keyword::kBy) &&
         (tokens_.IsWord("sort") || tokens_.IsWord("distribute") || tokens_.IsWord("cluster"));
}

void Parser::ParseSparkOrder(Query& query) {
  // Rows are not spread over machines here: one part, sorted, is an answer that Spark may give.
  while (IsSparkOrder()) {
    const bool spreads_only = tokens_.IsWord("distribute");
    tokens_.Next();
    tokens_.Next();
    std::vector<OrderItem> keys = ParseOrderBy();
    if (!spreads_only) query.order_by = std::move(keys);
  }
}

void Parser::ParseWrittenCte(CommonTableExpression& cte) {
  const uint32_t begin = tokens_.Begin();
  // The WITH around the statement is not the statement's own.
  std::unique_ptr<Query> outer = std::move(outer_with_);
  StatementPtr statement;
  switch (tokens_.Peek().keyword) {
    case Keyword::kInsert: statement = ParseInsert(); break;
    case Keyword::kUpdate: statement = ParseUpdate(); break;
    case Keyword::kDelete: statement = ParseDelete(); break;
    default: statement = ParseMerge(); break;
  }
  outer_with_ = std::move(outer);
  statement->range = tokens_.RangeFrom(begin);
  auto rows = Make<BaseTableRef>();
  rows->name.push_back({std::string(kWrittenRows) + std::to_string(begin), true, statement->range});
  rows->range = statement->range;
  cte.query = QueryOver(std::move(rows));
  cte.write = std::move(statement);
}

void Parser::ParseQueryTail(Query& query) {
  ParseSparkOrder(query);
  if (tokens_.AcceptSequence({Keyword::kOrder, Keyword::kBy})) {
    const bool all = tokens_.Is(Keyword::kAll) && !tokens_.IsAt(1, TokenKind::kLeftParen);
    if (all) {
      OrderItem item;
      item.range = tokens_.Next().range();
      ParseOrderDirection(item);
      query.order_by_all = true;
      query.order_by.push_back(std::move(item));
    } else {
      query.order_by = ParseOrderBy();
    }
  } else if (tokens_.Is(Keyword::kOrder)) {
    tokens_.Next();
    tokens_.Fail("BY (a name ORDER is written in double quotes)");
  }
  while (true) {
    if (tokens_.Is(Keyword::kLimit) && !query.limit) {
      ParseLimit(query);
    } else if (tokens_.Is(Keyword::kFetch) && !query.limit) {
      ParseFetch(query);
    } else if (tokens_.Is(Keyword::kOffset) && !query.offset) {
      tokens_.Next();
      query.offset = ParseExpression();
      if (!tokens_.Accept(Keyword::kRows)) tokens_.Accept(Keyword::kRow);
    } else {
      return;
    }
  }
}

void Parser::ParseLimit(Query& query) {
  tokens_.Next();
  if (tokens_.Accept(Keyword::kAll)) return;
  query.limit = ParseExpression();
  query.limit_percent = tokens_.Accept(Keyword::kPercent) || tokens_.Accept(TokenKind::kPercent);
  if (tokens_.Is(TokenKind::kComma)) {
    tokens_.Fail("the end of the LIMIT clause (LIMIT a, b is written LIMIT b OFFSET a)");
  }
}

void Parser::ParseFetch(Query& query) {
  const uint32_t begin = tokens_.Begin();
  tokens_.Next();
  if (!tokens_.Accept(Keyword::kFirst) && !tokens_.Accept(Keyword::kNext)) {
    tokens_.Fail("FIRST or NEXT");
  }
  if (tokens_.IsAny({Keyword::kRow, Keyword::kRows})) {
    auto one = Make<LiteralExpression>();
    one->literal_kind = LiteralKind::kInteger;
    one->text = "1";
    query.limit = Seal(std::move(one), begin);
  } else {
    query.limit = ParseExpression(Precedence::kAdditive);
  }
  query.limit_percent = tokens_.Accept(Keyword::kPercent);
  if (!tokens_.Accept(Keyword::kRow) && !tokens_.Accept(Keyword::kRows)) {
    tokens_.Fail("ROW or ROWS");
  }
  query.with_ties = tokens_.AcceptSequence({Keyword::kWith, Keyword::kTies});
  if (!query.with_ties) tokens_.Expect(Keyword::kOnly);
}

QueryBodyPtr Parser::ParseSetOperations() {
  const uint32_t begin = tokens_.Begin();
  QueryBodyPtr left = ParseIntersections();
  while (tokens_.IsAny({Keyword::kUnion, Keyword::kExcept})) {
    const bool is_union = tokens_.Next().keyword == Keyword::kUnion;
    left = CombineBodies(std::move(left), is_union ? SetOperator::kUnion : SetOperator::kExcept,
                         begin);
  }
  return left;
}

QueryBodyPtr Parser::ParseIntersections() {
  const uint32_t begin = tokens_.Begin();
  QueryBodyPtr left = ParseSetOperand();
  while (tokens_.Accept(Keyword::kIntersect)) {
    left = CombineBodies(std::move(left), SetOperator::kIntersect, begin);
  }
  return left;
}

QueryBodyPtr Parser::CombineBodies(QueryBodyPtr left, SetOperator op, uint32_t begin) {
  auto node = Make<SetOperation>();
  node->op = op;
  node->all = tokens_.Accept(Keyword::kAll);
  if (!node->all) tokens_.Accept(Keyword::kDistinct);
  node->by_name = tokens_.AcceptSequence({Keyword::kBy, Keyword::kName});
  if (node->by_name && op != SetOperator::kUnion) {
    tokens_.FailUnsupported("BY NAME outside UNION", tokens_.RangeFrom(begin));
  }
  const bool chained = left->kind == QueryBodyKind::kSetOperation;
  const uint32_t left_height = left->height + (chained ? 0 : 1);
  node->left = std::move(left);
  node->right = op == SetOperator::kIntersect ? ParseSetOperand() : ParseIntersections();
  node->height = std::max(left_height, node->right->height + 1);
  node->range = tokens_.RangeFrom(begin);
  CheckHeight(node->height, node->range);
  return node;
}

QueryBodyPtr Parser::ParseSetOperand() {
  switch (tokens_.Peek().keyword) {
    case Keyword::kSelect:
    case Keyword::kFrom: return ParseSelect();
    case Keyword::kValues:
      if (IsValues()) return ParseValuesOperand();
      break;
    case Keyword::kTable: return ParseTableStatement();
    case Keyword::kDescribe:
    case Keyword::kDesc:
    case Keyword::kShow:
    case Keyword::kSummarize: return BodyOver(ParseDescribeRef());
    case Keyword::kPivot:
    case Keyword::kUnpivot: return BodyOver(ParsePivotStatement());
    default: break;
  }
  if (!tokens_.Is(TokenKind::kLeftParen)) tokens_.Fail("SELECT, FROM, VALUES or a query in \"(\"");
  return ParseParenthesizedBody();
}

QueryBodyPtr Parser::ParseParenthesizedBody() {
  const uint32_t begin = tokens_.Begin();
  const size_t parens = OpenParens();
  std::unique_ptr<Query> query = ParseQuery();
  CloseParens(parens);
  const bool plain =
      query->ctes.empty() && query->order_by.empty() && !query->limit && !query->offset;
  if (plain) return std::move(query->body);
  auto nested = Make<NestedQuery>();
  nested->height = query->height + 1;
  nested->query = std::move(query);
  nested->range = tokens_.RangeFrom(begin);
  return nested;
}

bool Parser::IsValues() const {
  if (!tokens_.Is(Keyword::kValues)) return false;
  switch (tokens_.Peek(1).kind) {
    case TokenKind::kLeftParen:
    case TokenKind::kInteger:
    case TokenKind::kDecimal:
    case TokenKind::kFloat:
    case TokenKind::kSuffixedNumber:
    case TokenKind::kString:
    case TokenKind::kEscapeString: return true;
    default: return tokens_.IsAt(1, Keyword::kNull);
  }
}

QueryBodyPtr Parser::ParseValues() {
  const uint32_t begin = tokens_.Begin();
  tokens_.Next();
  auto values = Make<Values>();
  uint32_t height = 0;
  const auto parse_row = [&] {
    if (!tokens_.Is(TokenKind::kLeftParen)) {  // Spark: VALUES 1, 2
      values->rows.emplace_back().push_back(ParseExpression());
      height = std::max(height, values->rows.back().back()->height);
      return;
    }
    tokens_.Expect(TokenKind::kLeftParen, "\"(\" and a row of values");
    std::vector<ExpressionPtr> row;
    ParseCommaList([&] {
      row.push_back(ParseExpression());
      height = std::max(height, row.back()->height);
    });
    tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
    values->rows.push_back(std::move(row));
  };
  ParseCommaList(parse_row);
  values->height = height + 1;
  values->range = tokens_.RangeFrom(begin);
  return values;
}

QueryBodyPtr Parser::ParseValuesOperand() {
  const uint32_t begin = tokens_.Begin();
  QueryBodyPtr values = ParseValues();
  // Spark: VALUES (1, 2) AS t(x, y) is a query whose columns are x and y.
  const bool aliased = tokens_.Is(Keyword::kAs) || (options_.spark_syntax && IsName());
  if (!aliased) return values;
  auto table = Make<SubqueryRef>();
  table->query = WrapBody(std::move(values));
  ParseTableAlias(*table);
  const uint32_t height = table->query->height + 1;
  return BodyOver(SealTable(std::move(table), begin, height));
}

QueryBodyPtr Parser::ParseTableStatement() {
  const uint32_t begin = tokens_.Begin();
  tokens_.Next();
  auto table = Make<BaseTableRef>();
  const uint32_t name_begin = tokens_.Begin();
  table->name = ParseQualifiedName("a table name");
  QueryBodyPtr body = BodyOver(SealTable(std::move(table), name_begin, 1));
  body->range = tokens_.RangeFrom(begin);
  return body;
}

QueryBodyPtr Parser::BodyOver(TableRefPtr table) const {
  return std::move(QueryOver(std::move(table))->body);
}

std::unique_ptr<Query> Parser::QueryOver(TableRefPtr table) const {
  auto select = Make<Select>();
  const uint32_t begin = table->range.begin;
  SelectItem item;
  item.expression = Seal(Make<StarExpression>(), begin);
  select->items.push_back(std::move(item));
  select->from = std::move(table);
  select->height = SelectHeight(*select);
  select->range = tokens_.RangeFrom(begin);
  auto query = Make<Query>();
  query->body = std::move(select);
  SealQuery(*query, begin);
  return query;
}

}  // namespace lakebolt::sql
