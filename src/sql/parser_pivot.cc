#include <algorithm>

#include "sql/parser_core.h"

namespace lakebolt::sql {

Identifier Parser::ParseNameOrString(std::string_view what) {
  if (!IsString()) return ParseName(what);
  Identifier name;
  const uint32_t begin = tokens_.Begin();
  name.text = ParseStringValue();
  name.quoted = true;
  name.range = tokens_.RangeFrom(begin);
  return name;
}

PivotItem Parser::ParsePivotItem() {
  SelectItem item = ParseSelectItem();
  return {std::move(item.expression), std::move(item.alias)};
}

std::vector<Identifier> Parser::ParsePivotGroups() {
  std::vector<Identifier> groups;
  ParseCommaList([&] { groups.push_back(ParseNameOrString("a column name")); });
  return groups;
}

PivotColumn Parser::ParsePivotColumn(bool all_allowed) {
  PivotColumn column;
  // What stands before IN binds tighter than IN does.
  ExpressionPtr header = ParseExpression(all_allowed ? Precedence::kOther : Precedence::kSubscript);
  if (!tokens_.Is(Keyword::kIn)) {
    if (!all_allowed) tokens_.Fail("IN and the values that become columns");
    column.all = true;
    column.expressions.push_back(std::move(header));
    return column;
  }
  tokens_.Next();
  if (header->kind == ExpressionKind::kRow) {
    auto& row = static_cast<RowExpression&>(*header);
    column.expressions = std::move(row.elements);
  } else {
    column.expressions.push_back(std::move(header));
  }
  if (!tokens_.Is(TokenKind::kLeftParen)) {
    column.enum_name = ParseName("\"(\" and values, or the name of an enum");
    return column;
  }
  if (IsParenthesizedQuery()) {
    const size_t parens = OpenParens();
    column.query = ParseQuery();
    CloseParens(parens);
    return column;
  }
  tokens_.Next();
  ParseCommaList([&] { column.values.push_back(ParsePivotItem()); });
  tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
  return column;
}

TableRefPtr Parser::ParsePivotStatement() {
  if (tokens_.Is(Keyword::kUnpivot)) return ParseUnpivotStatement();
  const Nest nest(*this);
  const uint32_t begin = tokens_.Begin();
  tokens_.Next();
  auto pivot = Make<PivotRef>();
  pivot->source = ParseJoined();
  if (tokens_.Accept(Keyword::kOn)) {
    ParseCommaList([&] { pivot->columns.push_back(ParsePivotColumn(true)); });
  }
  if (tokens_.Accept(Keyword::kUsing)) {
    ParseCommaList([&] { pivot->aggregates.push_back(ParsePivotItem()); });
  }
  if (tokens_.AcceptSequence({Keyword::kGroup, Keyword::kBy})) {
    pivot->has_groups = true;
    pivot->groups = ParsePivotGroups();
  }
  if (pivot->columns.empty() && pivot->aggregates.empty() && !pivot->has_groups) {
    tokens_.Fail("ON, USING or GROUP BY");
  }
  const uint32_t height = pivot->source->height + 1;
  return SealTable(std::move(pivot), begin, height);
}

TableRefPtr Parser::ParsePivotSuffix(TableRefPtr source, uint32_t begin) {
  tokens_.Next();
  tokens_.Next();
  auto pivot = Make<PivotRef>();
  const uint32_t height = source->height + 1;
  pivot->source = std::move(source);
  ParseCommaList([&] { pivot->aggregates.push_back(ParsePivotItem()); });
  tokens_.Expect(Keyword::kFor);
  do {
    pivot->columns.push_back(ParsePivotColumn(false));
    tokens_.Accept(Keyword::kFor);
  } while (!tokens_.Is(TokenKind::kRightParen) && !tokens_.Is(Keyword::kGroup));
  if (tokens_.AcceptSequence({Keyword::kGroup, Keyword::kBy})) {
    pivot->has_groups = true;
    pivot->groups = ParsePivotGroups();
  }
  tokens_.Expect(TokenKind::kRightParen, "another column with IN, GROUP BY or \")\"");
  ParseTableAlias(*pivot);
  return SealTable(std::move(pivot), begin, height);
}

TableRefPtr Parser::ParseUnpivotStatement() {
  const Nest nest(*this);
  const uint32_t begin = tokens_.Begin();
  tokens_.Next();
  auto unpivot = Make<UnpivotRef>();
  unpivot->source = ParseJoined();
  tokens_.Expect(Keyword::kOn);
  ParseCommaList([&] { unpivot->entries.push_back(ParsePivotItem()); });
  unpivot->name_column.text = "name";
  if (tokens_.Accept(Keyword::kInto)) {
    tokens_.Expect(Keyword::kName);
    unpivot->name_column = ParseNameOrString("a name for the column of names");
    if (!tokens_.AcceptWord("value") && !tokens_.AcceptWord("values")) tokens_.Fail("VALUE");
    ParseCommaList(
        [&] { unpivot->value_names.push_back(ParseName("a name for the column of values")); });
  } else {
    unpivot->value_names.emplace_back();
    unpivot->value_names.back().text = "value";
  }
  const uint32_t height = unpivot->source->height + 1;
  return SealTable(std::move(unpivot), begin, height);
}

TableRefPtr Parser::ParseUnpivotSuffix(TableRefPtr source, uint32_t begin) {
  tokens_.Next();
  auto unpivot = Make<UnpivotRef>();
  const uint32_t height = source->height + 1;
  unpivot->source = std::move(source);
  unpivot->include_nulls = tokens_.AcceptWord("include");
  if (unpivot->include_nulls || tokens_.Accept(Keyword::kExclude)) {
    tokens_.Expect(Keyword::kNulls);
  }
  tokens_.Expect(TokenKind::kLeftParen, "\"(\"");
  if (tokens_.Accept(TokenKind::kLeftParen)) {
    ParseCommaList([&] { unpivot->value_names.push_back(ParseNameOrString("a column name")); });
    tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
  } else {
    unpivot->value_names.push_back(ParseNameOrString("a name for the column of values"));
  }
  tokens_.Expect(Keyword::kFor);
  unpivot->name_column = ParseNameOrString("a name for the column of names");
  tokens_.Expect(Keyword::kIn);
  tokens_.Expect(TokenKind::kLeftParen, "\"(\"");
  ParseCommaList([&] { unpivot->entries.push_back(ParsePivotItem()); });
  tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
  tokens_.Expect(TokenKind::kRightParen, "\")\"");
  ParseTableAlias(*unpivot);
  return SealTable(std::move(unpivot), begin, height);
}

TableRefPtr Parser::AcceptListing() {
  const char* view = nullptr;
  if (tokens_.AcceptSequence({Keyword::kShow, Keyword::kAll, Keyword::kTables})) {
    view = "show_all_tables";
  } else if (tokens_.AcceptSequence({Keyword::kShow, Keyword::kTables})) {
    view = "show_tables";
  } else if (tokens_.AcceptSequence({Keyword::kShow, Keyword::kDatabases})) {
    view = "show_databases";
  } else {
    return nullptr;
  }
  auto table = Make<BaseTableRef>();
  table->name = {{"system", true, {}}, {"main", true, {}}, {view, true, {}}};
  return table;
}

TableRefPtr Parser::ParseDescribeRef() {
  const Nest nest(*this);
  const uint32_t begin = tokens_.Begin();
  if (TableRefPtr listing = AcceptListing()) return SealTable(std::move(listing), begin, 1);
  auto describe = Make<DescribeRef>();
  describe->summarize = tokens_.Next().keyword == Keyword::kSummarize;
  describe->query = ParseQueryOrTable();
  const uint32_t height = describe->query->height + 1;
  return SealTable(std::move(describe), begin, height);
}

}  // namespace lakebolt::sql
