#include "sql/keyword.h"
#include "sql/sql_writer.h"

namespace lakebolt::sql {

namespace {

bool IsPlainName(const Expression& node) {
  return node.kind == ExpressionKind::kColumnRef && As<ColumnRefExpression>(node).name.size() == 1;
}

/// Returns the operand that the text of `node` begins with, or null.
const Expression* FirstOperand(const Expression& node) {
  switch (node.kind) {
    case ExpressionKind::kBinary: return As<BinaryExpression>(node).left.get();
    case ExpressionKind::kLike: return As<LikeExpression>(node).value.get();
    case ExpressionKind::kIsNull: return As<IsNullExpression>(node).operand.get();
    case ExpressionKind::kIsBoolean: return As<IsBooleanExpression>(node).operand.get();
    case ExpressionKind::kBetween: return As<BetweenExpression>(node).operand.get();
    case ExpressionKind::kInList: return As<InListExpression>(node).operand.get();
    case ExpressionKind::kInSubquery: return As<InSubqueryExpression>(node).operand.get();
    case ExpressionKind::kQuantified: return As<QuantifiedExpression>(node).operand.get();
    default: return nullptr;
  }
}

/// Tells whether a function's argument would be read back as a lambda: it begins `name ->` or
/// `(name, name) ->` and is the JSON arrow.
bool LooksLikeLambda(const Expression& value) {
  const Expression* node = &value;
  while (const Expression* first = FirstOperand(*node)) {
    const bool arrow = node->kind == ExpressionKind::kBinary &&
                       As<BinaryExpression>(*node).op == BinaryOperator::kArrow;
    if (arrow && (IsPlainName(*first) || first->kind == ExpressionKind::kRow)) return true;
    node = first;
  }
  return false;
}

}  // namespace

void SqlWriter::WriteArgument(const Expression& value) {
  const bool parens = LooksLikeLambda(value);
  if (parens) out_ += '(';
  Write(value);
  if (parens) out_ += ')';
}

void SqlWriter::WriteLambda(const LambdaExpression& node) {
  out_ += "lambda ";
  for (size_t i = 0; i < node.parameters.size(); ++i) {
    if (i > 0) out_ += ", ";
    out_ += IdentifierText(node.parameters[i]);
  }
  out_ += ": ";
  Write(*node.body);
}

void SqlWriter::WriteCall(const FunctionCallExpression& node) {
  const Identifier& last = node.name.back();
  const Keyword keyword = FindKeyword(last.text);
  const bool keyword_name = node.name.size() == 1 && !last.quoted && keyword != Keyword::kNone &&
                            ClassOf(keyword) <= KeywordClass::kFunctionOnly;
  if (keyword_name) {
    out_ += last.text;  // left(x, 1): before a parenthesis these words are plain functions
  } else {
    WriteName(node.name);
  }
  out_ += '(';
  if (node.distinct) out_ += "DISTINCT ";
  for (size_t i = 0; i < node.arguments.size(); ++i) {
    if (i > 0) out_ += ", ";
    if (node.arguments[i].name) out_ += IdentifierText(*node.arguments[i].name) + " := ";
    WriteArgument(*node.arguments[i].value);
  }
  if (!node.order_by.empty()) {
    if (!node.arguments.empty()) out_ += ' ';
    out_ += "ORDER BY ";
    WriteOrderBy(node.order_by);
  }
  out_ += ')';
  if (!node.within_group.empty()) {
    out_ += " WITHIN GROUP (ORDER BY ";
    WriteOrderBy(node.within_group);
    out_ += ')';
  }
  if (node.filter) {
    out_ += " FILTER (WHERE ";
    Write(*node.filter);
    out_ += ')';
  }
  if (node.null_treatment == NullTreatment::kIgnore) out_ += " IGNORE NULLS";
  if (node.null_treatment == NullTreatment::kRespect) out_ += " RESPECT NULLS";
  if (!node.over) return;
  out_ += " OVER ";
  WriteWindow(*node.over);
}

void SqlWriter::WriteOrderBy(const std::vector<OrderItem>& items) {
  for (size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out_ += ", ";
    if (items[i].expression) {
      Write(*items[i].expression);
    } else {
      out_ += "ALL";
    }
    if (items[i].descending) out_ += " DESC";
    if (items[i].nulls_first) out_ += *items[i].nulls_first ? " NULLS FIRST" : " NULLS LAST";
  }
}

void SqlWriter::WriteWindow(const WindowSpec& window) {
  if (window.is_reference) {
    out_ += IdentifierText(*window.base_name);
    return;
  }
  out_ += '(';
  const size_t begin = out_.size();
  const auto separate = [&] {
    if (out_.size() > begin) out_ += ' ';
  };
  if (window.base_name) out_ += IdentifierText(*window.base_name);
  if (!window.partition_by.empty()) {
    separate();
    out_ += "PARTITION BY ";
    WriteList(window.partition_by);
  }
  if (!window.order_by.empty()) {
    separate();
    out_ += "ORDER BY ";
    WriteOrderBy(window.order_by);
  }
  if (window.frame) {
    separate();
    WriteFrame(*window.frame);
  }
  out_ += ')';
}

void SqlWriter::WriteFrame(const WindowFrame& frame) {
  out_ += frame.unit == FrameUnit::kRows    ? "ROWS"
          : frame.unit == FrameUnit::kRange ? "RANGE"
                                            : "GROUPS";
  out_ += " BETWEEN ";
  WriteFrameBound(frame.start);
  out_ += " AND ";
  WriteFrameBound(frame.end);
  switch (frame.exclusion) {
    case FrameExclusion::kNoOthers: return;
    case FrameExclusion::kCurrentRow: out_ += " EXCLUDE CURRENT ROW"; return;
    case FrameExclusion::kGroup: out_ += " EXCLUDE GROUP"; return;
    case FrameExclusion::kTies: out_ += " EXCLUDE TIES"; return;
  }
}

void SqlWriter::WriteFrameBound(const FrameBound& bound) {
  switch (bound.kind) {
    case FrameBoundKind::kUnboundedPreceding: out_ += "UNBOUNDED PRECEDING"; return;
    case FrameBoundKind::kUnboundedFollowing: out_ += "UNBOUNDED FOLLOWING"; return;
    case FrameBoundKind::kCurrentRow: out_ += "CURRENT ROW"; return;
    case FrameBoundKind::kPreceding:
    case FrameBoundKind::kFollowing: break;
  }
  // AND ends the bound's expression, so what binds as loosely stands in parentheses.
  Write(*bound.offset, Precedence::kOther);
  out_ += bound.kind == FrameBoundKind::kPreceding ? " PRECEDING" : " FOLLOWING";
}

}  // namespace lakebolt::sql
