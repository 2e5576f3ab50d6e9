#include <algorithm>

#include "sql/parser_core.h"

namespace lakebolt::sql {

QueryBodyPtr Parser::ParseSelect() {
  const uint32_t begin = tokens_.Begin();
  auto select = Make<Select>();
  const bool from_first = tokens_.Accept(Keyword::kFrom);
  if (from_first) select->from = ParseFrom();
  if (!from_first || tokens_.Is(Keyword::kSelect)) {
    tokens_.Expect(Keyword::kSelect);
    ParseSelectList(*select);
  } else {
    SelectItem item;
    item.expression = Seal(Make<StarExpression>(), begin);
    select->items.push_back(std::move(item));
  }
  if (tokens_.Is(Keyword::kInto)) {
    tokens_.FailUnsupported("SELECT … INTO", tokens_.Peek().range(),
                            "write CREATE TABLE name AS SELECT …");
  }
  if (!from_first && tokens_.Accept(Keyword::kFrom)) select->from = ParseFrom();
  if (tokens_.Accept(Keyword::kWhere)) select->where = ParseExpression();
  ParseGroupBy(select->group_by);
  if (tokens_.Accept(Keyword::kHaving)) select->having = ParseExpression();
  ParseWindows(*select);
  if (tokens_.Accept(Keyword::kQualify)) select->qualify = ParseExpression();
  ParseWindows(*select);
  if (tokens_.AcceptSequence({Keyword::kUsing, Keyword::kSample})) select->sample = ParseSample();
  select->height = SelectHeight(*select);
  select->range = tokens_.RangeFrom(begin);
  CheckHeight(select->height, select->range);
  return select;
}

uint32_t Parser::SelectHeight(const Select& select) const {
  uint32_t height = select.from ? select.from->height : 0;
  const auto add = [&](const ExpressionPtr& expression) {
    if (expression) height = std::max(height, expression->height);
  };
  const auto add_grouping = [&](const auto& self, const GroupingElement& element) -> void {
    for (const ExpressionPtr& expression : element.expressions) add(expression);
    for (const GroupingElement& set : element.sets) self(self, set);
  };
  const auto add_window = [&](const WindowSpec& window) {
    for (const ExpressionPtr& expression : window.partition_by) add(expression);
    for (const OrderItem& item : window.order_by) add(item.expression);
    if (window.frame) add(window.frame->start.offset);
    if (window.frame) add(window.frame->end.offset);
  };
  for (const ExpressionPtr& expression : select.distinct_on) add(expression);
  for (const SelectItem& item : select.items) add(item.expression);
  for (const GroupingElement& element : select.group_by.elements) {
    add_grouping(add_grouping, element);
  }
  for (const NamedWindow& window : select.windows) add_window(window.spec);
  add(select.where);
  add(select.having);
  add(select.qualify);
  return height + 1;
}

void Parser::ParseSelectList(Select& select) {
  if (tokens_.Accept(Keyword::kDistinct)) {
    select.distinct = true;
    if (tokens_.Accept(Keyword::kOn)) {
      tokens_.Expect(TokenKind::kLeftParen, "\"(\"");
      ParseCommaList([&] { select.distinct_on.push_back(ParseExpression()); });
      tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
    }
  } else {
    tokens_.Accept(Keyword::kAll);
  }
  if (IsListEnd()) tokens_.Fail("a select list: columns, expressions or *");
  ParseCommaList([&] { select.items.push_back(ParseSelectItem()); });
}

SelectItem Parser::ParseSelectItem() {
  SelectItem item;
  if (IsName() && tokens_.IsAt(1, TokenKind::kColon)) {  // alias: expression
    item.alias = TakeIdentifier();
    tokens_.Next();
    item.expression = ParseExpression();
    return item;
  }
  item.expression = ParseExpression();
  if (item.expression->kind == ExpressionKind::kStar) return item;
  if (tokens_.Is(Keyword::kAs) && tokens_.IsAt(1, TokenKind::kLeftParen)) {
    tokens_.Next();
    item.column_aliases = ParseNameList();
    return item;
  }
  AcceptBareAlias(item.alias);
  return item;
}

bool Parser::AcceptBareAlias(std::optional<Identifier>& alias) {
  if (tokens_.Accept(Keyword::kAs)) {
    if (IsString()) {
      const uint32_t begin = tokens_.Begin();
      Identifier name;
      name.text = ParseStringValue();
      name.quoted = true;
      name.range = tokens_.RangeFrom(begin);
      alias = std::move(name);
    } else {
      alias = ParseLabel("a name after AS");
    }
    return true;
  }
  if (!IsName()) return false;
  const Token& token = tokens_.Peek();
  if (tokens_.IsAt(1, Keyword::kBy) && IsSparkOrder()) return false;
  if (token.kind == TokenKind::kIdentifier && ClassOf(token.keyword) != KeywordClass::kFree) {
    return false;
  }
  alias = TakeIdentifier();
  tokens_.MarkBareAlias();
  return true;
}

void Parser::ParseGroupBy(GroupBy& group_by) {
  if (!tokens_.Accept(Keyword::kGroup)) return;
  if (!tokens_.Accept(Keyword::kBy)) {
    tokens_.Fail("BY (a name GROUP is written in double quotes)");
  }
  if (tokens_.Is(Keyword::kAll) && !tokens_.IsAt(1, TokenKind::kLeftParen)) {
    tokens_.Next();
    group_by.all = true;
    return;
  }
  ParseCommaList([&] { group_by.elements.push_back(ParseGroupingElement()); });
  // Spark and Hive write GROUP BY a, b WITH ROLLUP, and GROUP BY a, b GROUPING SETS (…).
  if (tokens_.Is(Keyword::kGrouping) && tokens_.IsAt(1, Keyword::kSets)) {
    group_by.elements.clear();
    group_by.elements.push_back(ParseGroupingElement());
    return;
  }
  const bool rollup = tokens_.AcceptSequence({Keyword::kWith, Keyword::kRollup});
  if (!rollup && !tokens_.AcceptSequence({Keyword::kWith, Keyword::kCube})) return;
  GroupingElement all;
  all.kind = rollup ? GroupingKind::kRollup : GroupingKind::kCube;
  all.range = group_by.elements.front().range;
  for (GroupingElement& element : group_by.elements) {
    if (element.kind != GroupingKind::kExpression) {
      throw UserError(ErrorCode::kSyntax, "WITH ROLLUP and WITH CUBE go with plain columns",
                      element.range);
    }
    all.expressions.push_back(std::move(element.expressions[0]));
  }
  group_by.elements.clear();
  group_by.elements.push_back(std::move(all));
}

GroupingElement Parser::ParseGroupingElement() {
  const Nest nest(*this);
  GroupingElement element;
  const uint32_t begin = tokens_.Begin();
  const bool paren_next = tokens_.IsAt(1, TokenKind::kLeftParen);
  if (tokens_.Is(TokenKind::kLeftParen) && tokens_.IsAt(1, TokenKind::kRightParen)) {
    tokens_.Next();
    tokens_.Next();
    element.kind = GroupingKind::kEmpty;
  } else if (tokens_.IsAny({Keyword::kRollup, Keyword::kCube}) && paren_next) {
    element.kind =
        tokens_.Next().keyword == Keyword::kRollup ? GroupingKind::kRollup : GroupingKind::kCube;
    tokens_.Next();
    ParseCommaList([&] { element.expressions.push_back(ParseExpression()); });
    tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
  } else if (tokens_.AcceptSequence({Keyword::kGrouping, Keyword::kSets})) {
    element.kind = GroupingKind::kGroupingSets;
    tokens_.Expect(TokenKind::kLeftParen, "\"(\"");
    ParseCommaList([&] { element.sets.push_back(ParseGroupingElement()); });
    tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
  } else {
    element.expressions.push_back(ParseExpression());
  }
  element.range = tokens_.RangeFrom(begin);
  return element;
}

void Parser::ParseWindows(Select& select) {
  if (!tokens_.Accept(Keyword::kWindow)) return;
  ParseCommaList([&] {
    NamedWindow window;
    window.name = ParseName("a window name");
    tokens_.Expect(Keyword::kAs);
    window.spec = ParseWindowSpec();
    select.windows.push_back(std::move(window));
  });
}

}  // namespace lakebolt::sql
