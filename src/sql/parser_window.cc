#include "sql/parser_core.h"

namespace lakebolt::sql {

std::vector<OrderItem> Parser::ParseOrderBy() {
  std::vector<OrderItem> items;
  ParseCommaList([&] { items.push_back(ParseOrderItem()); });
  return items;
}

OrderItem Parser::ParseOrderItem() {
  OrderItem item;
  const uint32_t begin = tokens_.Begin();
  item.expression = ParseExpression();
  ParseOrderDirection(item);
  item.range = tokens_.RangeFrom(begin);
  return item;
}

void Parser::ParseOrderDirection(OrderItem& item) {
  if (tokens_.Accept(Keyword::kDesc) || tokens_.AcceptWord("descending")) {
    item.descending = true;
  } else if (tokens_.Is(Keyword::kUsing)) {
    tokens_.FailUnsupported("ORDER BY … USING", tokens_.Peek().range(), "write ASC or DESC");
  } else {
    item.ascending = tokens_.Accept(Keyword::kAsc) || tokens_.AcceptWord("ascending");
  }
  if (!tokens_.Accept(Keyword::kNulls)) return;
  if (tokens_.Accept(Keyword::kFirst)) {
    item.nulls_first = true;
  } else if (tokens_.Accept(Keyword::kLast)) {
    item.nulls_first = false;
  } else {
    tokens_.Fail("FIRST or LAST");
  }
}

std::unique_ptr<WindowSpec> Parser::ParseOver() {
  tokens_.Next();
  auto spec = std::make_unique<WindowSpec>();
  if (tokens_.Is(TokenKind::kLeftParen)) {
    *spec = ParseWindowSpec();
    return spec;
  }
  const uint32_t begin = tokens_.Begin();
  spec->base_name = ParseName("a window name");
  spec->is_reference = true;
  spec->range = tokens_.RangeFrom(begin);
  return spec;
}

WindowSpec Parser::ParseWindowSpec() {
  WindowSpec spec;
  const uint32_t begin = tokens_.Begin();
  tokens_.Expect(TokenKind::kLeftParen, "\"(\"");
  const auto at_frame = [&] {
    return tokens_.IsAny({Keyword::kRows, Keyword::kRange, Keyword::kGroups});
  };
  const bool at_clause = at_frame() || tokens_.Is(Keyword::kPartition);
  if (!at_clause && IsName()) spec.base_name = TakeIdentifier();
  if (tokens_.AcceptSequence({Keyword::kPartition, Keyword::kBy})) {
    ParseCommaList([&] { spec.partition_by.push_back(ParseExpression()); });
  }
  if (tokens_.AcceptSequence({Keyword::kOrder, Keyword::kBy})) spec.order_by = ParseOrderBy();
  if (at_frame()) spec.frame = ParseFrame();
  tokens_.Expect(TokenKind::kRightParen, "PARTITION BY, ORDER BY, ROWS, RANGE, GROUPS or \")\"");
  spec.range = tokens_.RangeFrom(begin);
  return spec;
}

WindowFrame Parser::ParseFrame() {
  WindowFrame frame;
  const Keyword unit = tokens_.Next().keyword;
  frame.unit = unit == Keyword::kRows    ? FrameUnit::kRows
               : unit == Keyword::kRange ? FrameUnit::kRange
                                         : FrameUnit::kGroups;
  const Token& start = tokens_.Peek();
  if (tokens_.Accept(Keyword::kBetween)) {
    frame.start = ParseFrameBound();
    tokens_.Expect(Keyword::kAnd);
    frame.end = ParseFrameBound();
  } else {
    frame.start = ParseFrameBound();
  }
  // Other frames that end before they start are empty.
  const bool backwards = frame.start.kind == FrameBoundKind::kUnboundedFollowing ||
                         frame.end.kind == FrameBoundKind::kUnboundedPreceding;
  if (backwards) {
    throw UserError(ErrorCode::kInvalidQuery, "the window frame ends before it starts",
                    tokens_.RangeFrom(start.begin));
  }
  // EXCLUDE here has words of its own; it is not the star's EXCLUDE.
  if (!tokens_.Accept(Keyword::kExclude)) return frame;
  if (tokens_.AcceptSequence({Keyword::kCurrent, Keyword::kRow})) {
    frame.exclusion = FrameExclusion::kCurrentRow;
  } else if (tokens_.Accept(Keyword::kGroup)) {
    frame.exclusion = FrameExclusion::kGroup;
  } else if (tokens_.Accept(Keyword::kTies)) {
    frame.exclusion = FrameExclusion::kTies;
  } else if (!tokens_.AcceptSequence({Keyword::kNo, Keyword::kOthers})) {
    tokens_.Fail("CURRENT ROW, GROUP, TIES or NO OTHERS");
  }
  return frame;
}

FrameBound Parser::ParseFrameBound() {
  FrameBound bound;
  if (tokens_.AcceptSequence({Keyword::kUnbounded, Keyword::kPreceding})) {
    bound.kind = FrameBoundKind::kUnboundedPreceding;
  } else if (tokens_.AcceptSequence({Keyword::kUnbounded, Keyword::kFollowing})) {
    bound.kind = FrameBoundKind::kUnboundedFollowing;
  } else if (tokens_.AcceptSequence({Keyword::kCurrent, Keyword::kRow})) {
    bound.kind = FrameBoundKind::kCurrentRow;
  } else {
    bound.offset = ParseExpression();
    if (tokens_.Accept(Keyword::kPreceding)) {
      bound.kind = FrameBoundKind::kPreceding;
    } else if (tokens_.Accept(Keyword::kFollowing)) {
      bound.kind = FrameBoundKind::kFollowing;
    } else {
      tokens_.Fail("PRECEDING or FOLLOWING");
    }
  }
  return bound;
}

}  // namespace lakebolt::sql
