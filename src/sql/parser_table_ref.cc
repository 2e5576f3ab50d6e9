#include <algorithm>

#include "sql/parser_core.h"

namespace lakebolt::sql {

TableRefPtr Parser::SealTable(TableRefPtr ref, uint32_t begin, uint32_t height) const {
  ref->range = tokens_.RangeFrom(begin);
  ref->height = height;
  CheckHeight(height, ref->range);
  return ref;
}

TableRefPtr Parser::ParseFrom() {
  const uint32_t begin = tokens_.Begin();
  TableRefPtr left = ParseJoined();
  while (tokens_.Accept(TokenKind::kComma) && !IsListEnd()) {
    auto join = Make<JoinRef>();
    join->join_kind = JoinKind::kCross;
    join->comma = true;
    const uint32_t left_height = left->height + (left->kind == TableRefKind::kJoin ? 0 : 1);
    join->left = std::move(left);
    join->right = ParseJoined();
    const uint32_t height = std::max(left_height, join->right->height + 1);
    left = SealTable(std::move(join), begin, height);
  }
  while (tokens_.Is(Keyword::kLateral) && tokens_.IsAt(1, Keyword::kView)) {
    left = ParseLateralView(std::move(left), begin);
  }
  return left;
}

TableRefPtr Parser::ParseLateralView(TableRefPtr left, uint32_t begin) {
  const Nest nest(*this);
  tokens_.Next();
  tokens_.Next();
  const bool outer = tokens_.Accept(Keyword::kOuter);
  QualifiedName name = ParseQualifiedName("a function that makes rows");
  if (!tokens_.Is(TokenKind::kLeftParen)) tokens_.Fail("\"(\" and arguments");
  // OUTER keeps rows for which there is nothing, as the function with _outer behind its name does.
  if (outer && !name.back().text.ends_with("_outer")) name.back().text += "_outer";
  TableRefPtr view = ParseTableFunction(std::move(name));
  if (!tokens_.Is(Keyword::kAs)) view->alias = ParseName("a name for the view");
  if (tokens_.Accept(Keyword::kAs)) {
    do {
      view->column_aliases.push_back(ParseName("a column name"));
    } while (tokens_.Accept(TokenKind::kComma));
  }
  auto join = Make<JoinRef>();
  join->join_kind = JoinKind::kCross;
  const uint32_t left_height = left->height + (left->kind == TableRefKind::kJoin ? 0 : 1);
  const uint32_t height = std::max(left_height, view->height + 1);
  join->left = std::move(left);
  join->right = std::move(view);
  return SealTable(std::move(join), begin, height);
}

bool Parser::IsPivotSuffix() const {
  if (tokens_.Is(Keyword::kPivot)) return tokens_.IsAt(1, TokenKind::kLeftParen);
  return tokens_.Is(Keyword::kUnpivot) &&
         (tokens_.IsAt(1, TokenKind::kLeftParen) || tokens_.IsAt(2, Keyword::kNulls));
}

bool Parser::IsJoinStart() const {
  switch (tokens_.Peek().keyword) {
    case Keyword::kJoin:
    case Keyword::kInner:
    case Keyword::kLeft:
    case Keyword::kRight:
    case Keyword::kFull:
    case Keyword::kCross:
    case Keyword::kNatural: return true;
    case Keyword::kSemi:
    case Keyword::kAnti:
    case Keyword::kPositional: return tokens_.IsAt(1, Keyword::kJoin);
    case Keyword::kAsof:
      return tokens_.IsAt(1, Keyword::kJoin) || tokens_.IsAt(1, Keyword::kLeft) ||
             tokens_.IsAt(1, Keyword::kRight) || tokens_.IsAt(1, Keyword::kFull) ||
             tokens_.IsAt(1, Keyword::kInner) || tokens_.IsAt(1, Keyword::kSemi) ||
             tokens_.IsAt(1, Keyword::kAnti);
    default: return false;
  }
}

TableRefPtr Parser::ParseJoined() {
  const Nest nest(*this);
  const uint32_t begin = tokens_.Begin();
  TableRefPtr left = ParseTablePrimary();
  while (true) {
    if (IsJoinStart()) {
      left = ParseJoinTail(std::move(left), begin);
    } else if (IsPivotSuffix()) {
      const bool pivot = tokens_.Is(Keyword::kPivot);
      left = pivot ? ParsePivotSuffix(std::move(left), begin)
                   : ParseUnpivotSuffix(std::move(left), begin);
    } else {
      return left;
    }
  }
}

JoinKind Parser::ParseJoinKind(bool& asof, bool& keeps_right) {
  asof = tokens_.Accept(Keyword::kAsof);
  JoinKind kind = JoinKind::kInner;
  switch (tokens_.Peek().keyword) {
    case Keyword::kLeft: kind = JoinKind::kLeft; break;
    case Keyword::kRight: kind = JoinKind::kRight; break;
    case Keyword::kFull: kind = JoinKind::kFull; break;
    case Keyword::kCross: kind = JoinKind::kCross; break;
    case Keyword::kSemi: kind = JoinKind::kSemi; break;
    case Keyword::kAnti: kind = JoinKind::kAnti; break;
    case Keyword::kPositional: kind = JoinKind::kPositional; break;
    case Keyword::kInner: break;
    default: return kind;  // a plain JOIN
  }
  tokens_.Next();
  const bool side = kind == JoinKind::kLeft || kind == JoinKind::kRight;
  if (side && tokens_.IsAny({Keyword::kSemi, Keyword::kAnti})) {  // LEFT SEMI, RIGHT ANTI, …
    keeps_right = kind == JoinKind::kRight;
    return tokens_.Next().keyword == Keyword::kSemi ? JoinKind::kSemi : JoinKind::kAnti;
  }
  if (kind == JoinKind::kLeft || kind == JoinKind::kRight || kind == JoinKind::kFull) {
    tokens_.Accept(Keyword::kOuter);
  }
  return kind;
}

TableRefPtr Parser::ParseJoinTail(TableRefPtr left, uint32_t begin) {
  const Nest nest(*this);
  auto join = Make<JoinRef>();
  join->natural = tokens_.Accept(Keyword::kNatural);
  bool keeps_right = false;
  join->join_kind = ParseJoinKind(join->asof, keeps_right);
  tokens_.Expect(Keyword::kJoin);
  const uint32_t left_height = left->height + (left->kind == TableRefKind::kJoin ? 0 : 1);
  join->left = std::move(left);
  const uint32_t right_begin = tokens_.Begin();
  join->right = ParseTablePrimary();
  const bool wants_condition = !join->natural && join->join_kind != JoinKind::kCross &&
                               join->join_kind != JoinKind::kPositional;
  if (wants_condition) {
    // a JOIN b JOIN c ON … ON …: the inner join comes first. Spark's joins need no ON.
    while (!options_.spark_syntax && IsJoinStart())
      join->right = ParseJoinTail(std::move(join->right), right_begin);
    ParseJoinCondition(*join);
  }
  uint32_t height = std::max(left_height, join->right->height + 1);
  if (join->condition) height = std::max(height, join->condition->height + 1);
  if (keeps_right) std::swap(join->left, join->right);
  return SealTable(std::move(join), begin, height);
}

void Parser::ParseJoinCondition(JoinRef& join) {
  if (tokens_.Accept(Keyword::kOn)) {
    join.condition = ParseExpression();
  } else if (tokens_.Accept(Keyword::kUsing)) {
    join.using_columns = ParseNameList();
  } else if (options_.spark_syntax && !join.asof) {  // joins every row with every row
    auto all = Make<LiteralExpression>();
    all->literal_kind = LiteralKind::kBoolean;
    all->boolean = true;
    join.condition = Seal(std::move(all), tokens_.Begin());
  } else {
    tokens_.Fail("ON or USING (a join of every row with every row is a CROSS JOIN)");
  }
}

TableRefPtr Parser::ParseTablePrimary() {
  const uint32_t begin = tokens_.Begin();
  std::optional<Identifier> prefix_alias;
  if (IsName() && tokens_.IsAt(1, TokenKind::kColon)) {  // alias: table
    prefix_alias = TakeIdentifier();
    tokens_.Next();
  }
  TableRefPtr ref = ParseTableCore();
  CheckTableSuffix();
  if (!prefix_alias) {
    ParseTableAlias(*ref);
    CheckTableSuffix();
  } else {
    if (ref->kind == TableRefKind::kJoin || ref->alias) ref = WrapTable(std::move(ref));
    ref->alias = std::move(prefix_alias);
  }
  if (tokens_.Accept(Keyword::kTablesample)) {
    if (ref->sample) ref = WrapTable(std::move(ref));
    ref->sample = ParseSample();
  }
  const uint32_t height = ref->height;
  return SealTable(std::move(ref), begin, height);
}

TableRefPtr Parser::ParseTableCore() {
  const uint32_t begin = tokens_.Begin();
  if (IsString()) {
    auto table = Make<BaseTableRef>();
    table->is_path = true;
    table->path = ParseStringValue();
    return SealTable(std::move(table), begin, 1);
  }
  if (tokens_.Is(TokenKind::kLeftParen)) return ParseParenthesizedTable();
  if (IsValues()) {
    auto subquery = Make<SubqueryRef>();
    subquery->query = WrapBody(ParseValues());
    const uint32_t height = subquery->query->height + 1;
    return SealTable(std::move(subquery), begin, height);
  }
  if (tokens_.Accept(Keyword::kLateral)) {
    const bool query = tokens_.Is(TokenKind::kLeftParen);
    if (!query && !IsName()) tokens_.Fail("a subquery or a table function after LATERAL");
    TableRefPtr ref = ParseTableCore();
    if (ref->kind == TableRefKind::kSubquery) {
      static_cast<SubqueryRef&>(*ref).lateral = true;
    } else if (ref->kind == TableRefKind::kFunction) {
      static_cast<TableFunctionRef&>(*ref).lateral = true;
    } else {
      throw UserError(ErrorCode::kSyntax, "LATERAL stands before a subquery or a table function",
                      ref->range);
    }
    return ref;
  }
  const bool function_word = tokens_.Is(TokenKind::kIdentifier) && IsLabel() &&
                             ClassOf(tokens_.Peek().keyword) <= KeywordClass::kFunctionOnly &&
                             tokens_.IsAt(1, TokenKind::kLeftParen);
  QualifiedName name;
  if (function_word) {
    name.push_back(TakeIdentifier());
  } else {
    name = ParseQualifiedName("a table name, a file in quotes, or a subquery");
  }
  if (tokens_.Is(TokenKind::kLeftParen)) return ParseTableFunction(std::move(name));
  auto table = Make<BaseTableRef>();
  table->name = std::move(name);
  return SealTable(std::move(table), begin, 1);
}

TableRefPtr Parser::ParseTableFunction(QualifiedName name) {
  auto function = Make<TableFunctionRef>();
  const uint32_t begin = name.front().range.begin;
  function->name = std::move(name);
  tokens_.Next();
  uint32_t height = 1;
  if (!tokens_.Is(TokenKind::kRightParen)) {
    do {
      FunctionArgument argument;
      if (IsLabel() && tokens_.IsAt(1, TokenKind::kEqual)) {  // DuckDB: f(path, header = true)
        argument.name = TakeIdentifier();
        tokens_.Next();
        argument.value = ParseExpression();
      } else if (tokens_.IsAny({Keyword::kSelect, Keyword::kFrom, Keyword::kWith})) {
        tokens_.Fail("an argument, where a subquery needs parentheses of its own");
      } else {
        argument = ParseArgument();
      }
      height = std::max(height, argument.value->height + 1);
      function->arguments.push_back(std::move(argument));
    } while (tokens_.Accept(TokenKind::kComma));
  }
  tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
  function->with_ordinality = tokens_.AcceptSequence({Keyword::kWith, Keyword::kOrdinality});
  return SealTable(std::move(function), begin, height);
}

TableRefPtr Parser::ParseParenthesizedTable() {
  const Nest nest(*this);
  const uint32_t begin = tokens_.Begin();
  if (IsParenthesizedQuery()) {
    auto subquery = Make<SubqueryRef>();
    const size_t parens = OpenParens();
    subquery->query = ParseQuery();
    CloseParens(parens);
    const uint32_t height = subquery->query->height + 1;
    return SealTable(std::move(subquery), begin, height);
  }
  const size_t parens = OpenParens();
  TableRefPtr ref = ParseJoined();
  CloseParens(parens);
  // An alias hides the names inside: (a JOIN b …) AS t is a table of its own.
  const bool aliased = tokens_.Is(Keyword::kAs) || tokens_.Is(TokenKind::kQuotedIdentifier) ||
                       (tokens_.Is(TokenKind::kIdentifier) &&
                        ClassOf(tokens_.Peek().keyword) == KeywordClass::kFree);
  return aliased ? WrapTable(std::move(ref)) : std::move(ref);
}

TableRefPtr Parser::WrapTable(TableRefPtr ref) const {
  auto subquery = Make<SubqueryRef>();
  const uint32_t begin = ref->range.begin;
  subquery->query = QueryOver(std::move(ref));
  const uint32_t height = subquery->query->height + 1;
  return SealTable(std::move(subquery), begin, height);
}

void Parser::ParseTableAlias(TableRef& ref) {
  std::optional<Identifier> alias;
  if (!AcceptBareAlias(alias)) return;
  ref.alias = std::move(alias);
  if (tokens_.Is(TokenKind::kLeftParen)) ref.column_aliases = ParseNameList();
}

void Parser::CheckTableSuffix() const {
  const Token& token = tokens_.Peek();
  if (token.keyword == Keyword::kAt && tokens_.IsAt(1, TokenKind::kLeftParen)) {
    tokens_.FailUnsupported("time travel with AT", token.range());
  }
}

std::unique_ptr<Query> Parser::WrapBody(QueryBodyPtr body) const {
  auto query = Make<Query>();
  const uint32_t begin = body->range.begin;
  query->body = std::move(body);
  SealQuery(*query, begin);
  return query;
}

}  // namespace lakebolt::sql
