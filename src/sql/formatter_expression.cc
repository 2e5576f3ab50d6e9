#include "sql/formatter.h"
#include "sql/sql_writer.h"

namespace lakebolt::sql {

namespace {

bool IsRegex(LikeOperator op) {
  return op == LikeOperator::kRegex || op == LikeOperator::kRegexCaseInsensitive;
}

/// Returns how tightly the outermost operator of `node` binds.
Precedence PrecedenceOf(const Expression& node) {
  switch (node.kind) {
    case ExpressionKind::kUnary: return PrecedenceOf(As<UnaryExpression>(node).op);
    case ExpressionKind::kBinary: return PrecedenceOf(As<BinaryExpression>(node).op);
    case ExpressionKind::kLike:
      return IsRegex(As<LikeExpression>(node).op) ? Precedence::kOther : Precedence::kPredicate;
    case ExpressionKind::kBetween:
    case ExpressionKind::kInList:
    case ExpressionKind::kInSubquery: return Precedence::kPredicate;
    case ExpressionKind::kIsNull:
    case ExpressionKind::kIsBoolean: return Precedence::kIs;
    case ExpressionKind::kQuantified: return Precedence::kComparison;
    case ExpressionKind::kAtTimeZone: return Precedence::kAtTimeZone;
    case ExpressionKind::kCollate: return Precedence::kCollate;
    case ExpressionKind::kSubscript: return Precedence::kSubscript;
    case ExpressionKind::kFieldAccess: return Precedence::kField;
    case ExpressionKind::kLambda: return Precedence::kLowest;
    default: return Precedence::kPrimary;
  }
}

/// Returns the loosest precedence that the left operand of `op` may have without parentheses.
Precedence LeftOperand(BinaryOperator op) {
  const Precedence precedence = PrecedenceOf(op);
  return precedence == Precedence::kComparison ? Tighter(precedence) : precedence;
}

}  // namespace

std::string StringLiteral(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    out += c;
    if (c == '\'') out += '\'';
  }
  return out + "'";
}

void SqlWriter::Write(const Expression& node, Precedence loosest) {
  const Precedence precedence = PrecedenceOf(node);
  const bool parens = precedence < loosest;
  if (parens) out_ += '(';
  WriteNode(node);
  if (parens) out_ += ')';
}

void SqlWriter::WriteNode(const Expression& node) {
  if (WritePredicate(node)) return;
  switch (node.kind) {
    case ExpressionKind::kLiteral: return WriteLiteral(As<LiteralExpression>(node));
    case ExpressionKind::kInterval: return WriteInterval(As<IntervalExpression>(node));
    case ExpressionKind::kColumnRef: return WriteName(As<ColumnRefExpression>(node).name);
    case ExpressionKind::kPositionalRef:
      out_ += "#" + std::to_string(As<PositionalRefExpression>(node).position);
      return;
    case ExpressionKind::kStar: return WriteStar(As<StarExpression>(node));
    case ExpressionKind::kColumns: return WriteColumns(As<ColumnsExpression>(node));
    case ExpressionKind::kParameter: return WriteParameter(As<ParameterExpression>(node));
    case ExpressionKind::kCase: return WriteCase(As<CaseExpression>(node));
    case ExpressionKind::kCast: return WriteCast(As<CastExpression>(node));
    case ExpressionKind::kFunctionCall: return WriteCall(As<FunctionCallExpression>(node));
    case ExpressionKind::kList:
      out_ += '[';
      WriteList(As<ListExpression>(node).elements);
      out_ += ']';
      return;
    case ExpressionKind::kStruct: return WriteStruct(As<StructExpression>(node));
    case ExpressionKind::kMap: return WriteMap(As<MapExpression>(node));
    case ExpressionKind::kRow: return WriteRow(As<RowExpression>(node));
    case ExpressionKind::kSubscript: return WriteSubscript(As<SubscriptExpression>(node));
    case ExpressionKind::kFieldAccess: return WriteFieldAccess(As<FieldAccessExpression>(node));
    case ExpressionKind::kLambda: return WriteLambda(As<LambdaExpression>(node));
    case ExpressionKind::kCollate:
      Write(*As<CollateExpression>(node).operand, Precedence::kCollate);
      out_ += " COLLATE ";
      WriteName(As<CollateExpression>(node).collation);
      return;
    case ExpressionKind::kAtTimeZone:
      Write(*As<AtTimeZoneExpression>(node).operand, Precedence::kAtTimeZone);
      out_ += " AT TIME ZONE ";
      Write(*As<AtTimeZoneExpression>(node).zone, Tighter(Precedence::kAtTimeZone));
      return;
    case ExpressionKind::kDefault: out_ += "DEFAULT"; return;
    default: throw InternalError("the SQL formatter met an expression it does not know");
  }
}

bool SqlWriter::WritePredicate(const Expression& node) {
  switch (node.kind) {
    case ExpressionKind::kUnary: WriteUnary(As<UnaryExpression>(node)); return true;
    case ExpressionKind::kBinary: WriteBinary(As<BinaryExpression>(node)); return true;
    case ExpressionKind::kLike: WriteLike(As<LikeExpression>(node)); return true;
    case ExpressionKind::kIsNull:
      Write(*As<IsNullExpression>(node).operand, Precedence::kIs);
      out_ += As<IsNullExpression>(node).negated ? " IS NOT NULL" : " IS NULL";
      return true;
    case ExpressionKind::kIsBoolean: WriteIsBoolean(As<IsBooleanExpression>(node)); return true;
    case ExpressionKind::kBetween: WriteBetween(As<BetweenExpression>(node)); return true;
    case ExpressionKind::kInList: WriteInList(As<InListExpression>(node)); return true;
    case ExpressionKind::kInSubquery: WriteInSubquery(As<InSubqueryExpression>(node)); return true;
    case ExpressionKind::kExists:
      out_ += "EXISTS ";
      WriteSubquery(*As<ExistsExpression>(node).query);
      return true;
    case ExpressionKind::kQuantified: WriteQuantified(As<QuantifiedExpression>(node)); return true;
    case ExpressionKind::kScalarSubquery:
      if (As<ScalarSubqueryExpression>(node).as_list) out_ += "ARRAY";
      WriteSubquery(*As<ScalarSubqueryExpression>(node).query);
      return true;
    default: return false;
  }
}

void SqlWriter::WriteLiteral(const LiteralExpression& node) {
  constexpr char kHex[] = "0123456789ABCDEF";
  switch (node.literal_kind) {
    case LiteralKind::kNull: out_ += "NULL"; return;
    case LiteralKind::kBoolean: out_ += node.boolean ? "true" : "false"; return;
    case LiteralKind::kInteger:
    case LiteralKind::kDecimal:
    case LiteralKind::kFloat: out_ += node.text; return;
    case LiteralKind::kString: out_ += StringLiteral(node.text); return;
    case LiteralKind::kBlob:
      out_ += "x'";
      for (const char c : node.text) {
        const auto byte = static_cast<unsigned char>(c);
        out_ += kHex[byte >> 4];
        out_ += kHex[byte & 0xF];
      }
      out_ += "'";
      return;
    case LiteralKind::kTyped:
      Write(*node.type);
      out_ += " " + StringLiteral(node.text);
      return;
  }
}

void SqlWriter::WriteInterval(const IntervalExpression& node) {
  out_ += "INTERVAL ";
  const bool plain = node.value->kind == ExpressionKind::kParameter ||
                     (node.value->kind == ExpressionKind::kLiteral &&
                      As<LiteralExpression>(*node.value).literal_kind != LiteralKind::kTyped);
  if (!plain) out_ += '(';
  Write(*node.value);
  if (!plain) out_ += ')';
  if (node.unit) out_ += " " + std::string(IntervalUnitText(*node.unit));
  if (node.to_unit) out_ += " TO " + std::string(IntervalUnitText(*node.to_unit));
}

void SqlWriter::WriteStar(const StarExpression& node) {
  if (!node.qualifier.empty()) {
    WriteName(node.qualifier);
    out_ += '.';
  }
  out_ += '*';
  const auto open = [&](const char* word, size_t index) {
    out_ += index == 0 ? std::string(" ") + word + " (" : ", ";
  };
  for (size_t i = 0; i < node.exclude.size(); ++i) {
    open("EXCLUDE", i);
    WriteName(node.exclude[i]);
  }
  if (!node.exclude.empty()) out_ += ')';
  for (size_t i = 0; i < node.replace.size(); ++i) {
    open("REPLACE", i);
    Write(*node.replace[i].value);
    out_ += " AS " + IdentifierText(node.replace[i].name);
  }
  if (!node.replace.empty()) out_ += ')';
  for (size_t i = 0; i < node.rename.size(); ++i) {
    open("RENAME", i);
    WriteName(node.rename[i].from);
    out_ += " AS " + IdentifierText(node.rename[i].to);
  }
  if (!node.rename.empty()) out_ += ')';
}

void SqlWriter::WriteColumns(const ColumnsExpression& node) {
  if (node.unpack) out_ += '*';
  if (!node.qualifier.empty()) {
    WriteName(node.qualifier);
    out_ += '.';
  }
  out_ += "COLUMNS(";
  WriteArgument(*node.pattern);
  out_ += ')';
}

void SqlWriter::WriteParameter(const ParameterExpression& node) {
  out_ += '$';
  out_ += node.name.empty() ? std::to_string(node.position) : node.name;
}

void SqlWriter::WriteUnary(const UnaryExpression& node) {
  out_ += OperatorText(node.op);
  const Precedence precedence = PrecedenceOf(node.op);
  if (node.op == UnaryOperator::kNot) out_ += ' ';
  const size_t operand = out_.size();
  Write(*node.operand, node.op == UnaryOperator::kBitNot ? Tighter(precedence) : precedence);
  // Two operators side by side would be read as one, or as a comment.
  if (out_[operand] == '-' || out_[operand] == '+' || out_[operand] == '~') {
    out_.insert(operand, " ");
  }
}

void SqlWriter::WriteBinary(const BinaryExpression& node) {
  const std::vector<const BinaryExpression*> chain = LeftChain(node);
  // The left operands all begin at the chain's first leaf, so their parentheses open here.
  for (size_t i = 1; i < chain.size(); ++i) {
    if (PrecedenceOf(chain[i - 1]->op) < LeftOperand(chain[i]->op)) out_ += '(';
  }
  Write(*chain[0]->left, LeftOperand(chain[0]->op));
  for (size_t i = 0; i < chain.size(); ++i) {
    const BinaryOperator op = chain[i]->op;
    if (i > 0 && PrecedenceOf(chain[i - 1]->op) < LeftOperand(op)) out_ += ')';
    out_ += ' ';
    out_ += OperatorText(op);
    out_ += ' ';
    Write(*chain[i]->right, Tighter(PrecedenceOf(op)));
  }
}

void SqlWriter::WriteLike(const LikeExpression& node) {
  const bool regex = IsRegex(node.op);
  Write(*node.value, regex ? Precedence::kOther : Tighter(Precedence::kPredicate));
  out_ += !node.negated ? " " : regex ? " !" : " NOT ";
  out_ += OperatorText(node.op);
  if (node.quantifier) {
    out_ += *node.quantifier == Quantifier::kAny ? " ANY (" : " ALL (";
    WriteList(As<ListExpression>(*node.pattern).elements);
    out_ += ')';
    return;
  }
  out_ += ' ';
  Write(*node.pattern, Tighter(regex ? Precedence::kOther : Precedence::kPredicate));
  if (!node.escape) return;
  out_ += " ESCAPE ";
  Write(*node.escape, Tighter(Precedence::kPredicate));
}

void SqlWriter::WriteIsBoolean(const IsBooleanExpression& node) {
  Write(*node.operand, Precedence::kIs);
  out_ += node.negated ? " IS NOT " : " IS ";
  out_ += node.value == TruthValue::kTrue    ? "TRUE"
          : node.value == TruthValue::kFalse ? "FALSE"
                                             : "UNKNOWN";
}

void SqlWriter::WriteBetween(const BetweenExpression& node) {
  Write(*node.operand, Tighter(Precedence::kPredicate));
  out_ += node.negated ? " NOT BETWEEN " : " BETWEEN ";
  if (node.symmetric) out_ += "SYMMETRIC ";
  Write(*node.low, Tighter(Precedence::kPredicate));
  out_ += " AND ";
  Write(*node.high, Tighter(Precedence::kPredicate));
}

void SqlWriter::WriteInList(const InListExpression& node) {
  Write(*node.operand, Tighter(Precedence::kPredicate));
  out_ += node.negated ? " NOT IN " : " IN ";
  if (node.in_container) return Write(*node.list[0]);  // parentheses would make it a list of one
  out_ += '(';
  WriteList(node.list);
  out_ += ')';
}

void SqlWriter::WriteInSubquery(const InSubqueryExpression& node) {
  Write(*node.operand, Tighter(Precedence::kPredicate));
  out_ += node.negated ? " NOT IN " : " IN ";
  WriteSubquery(*node.query);
}

void SqlWriter::WriteQuantified(const QuantifiedExpression& node) {
  Write(*node.operand, Tighter(Precedence::kComparison));
  out_ += ' ';
  out_ += OperatorText(node.op);
  out_ += node.quantifier == Quantifier::kAny ? " ANY " : " ALL ";
  if (node.query) return WriteSubquery(*node.query);
  out_ += '(';
  Write(*node.array);
  out_ += ')';
}

void SqlWriter::WriteCase(const CaseExpression& node) {
  out_ += "CASE";
  if (node.operand) {
    out_ += ' ';
    Write(*node.operand);
  }
  for (const CaseBranch& branch : node.branches) {
    out_ += " WHEN ";
    Write(*branch.when);
    out_ += " THEN ";
    Write(*branch.then);
  }
  if (node.otherwise) {
    out_ += " ELSE ";
    Write(*node.otherwise);
  }
  out_ += " END";
}

void SqlWriter::WriteCast(const CastExpression& node) {
  out_ += node.try_cast ? "TRY_CAST(" : "CAST(";
  Write(*node.operand);
  out_ += " AS ";
  Write(node.type);
  out_ += ')';
}

void SqlWriter::WriteSubscript(const SubscriptExpression& node) {
  Write(*node.operand, Precedence::kSubscript);
  out_ += '[';
  if (node.index) Write(*node.index);
  if (node.slice) {
    out_ += ':';
    if (node.high) Write(*node.high);
    if (node.step) {
      out_ += node.high ? ":" : "-:";
      Write(*node.step);
    }
  }
  out_ += ']';
}

void SqlWriter::WriteFieldAccess(const FieldAccessExpression& node) {
  // (a).f is a field of the column a, where a.f could be a column of the table a.
  const ExpressionKind kind = node.operand->kind;
  const bool number = kind == ExpressionKind::kLiteral &&
                      As<LiteralExpression>(*node.operand).literal_kind <= LiteralKind::kFloat;
  const bool bare = PrecedenceOf(*node.operand) >= Precedence::kSubscript && !number &&
                    kind != ExpressionKind::kColumnRef && kind != ExpressionKind::kInterval;
  if (!bare) out_ += '(';
  Write(*node.operand);
  if (!bare) out_ += ')';
  out_ += "." + IdentifierText(node.field);
}

void SqlWriter::WriteStruct(const StructExpression& node) {
  out_ += '{';
  for (size_t i = 0; i < node.fields.size(); ++i) {
    if (i > 0) out_ += ", ";
    out_ += StringLiteral(node.fields[i].name.text) + ": ";
    Write(*node.fields[i].value);
  }
  out_ += '}';
}

void SqlWriter::WriteMap(const MapExpression& node) {
  out_ += "MAP {";
  for (size_t i = 0; i < node.entries.size(); ++i) {
    if (i > 0) out_ += ", ";
    Write(*node.entries[i].key);
    out_ += ": ";
    Write(*node.entries[i].value);
  }
  out_ += '}';
}

void SqlWriter::WriteRow(const RowExpression& node) {
  if (node.elements.size() < 2) out_ += "ROW";
  out_ += '(';
  WriteList(node.elements);
  out_ += ')';
}

void SqlWriter::WriteList(const std::vector<ExpressionPtr>& nodes) {
  for (size_t i = 0; i < nodes.size(); ++i) {
    if (i > 0) out_ += ", ";
    Write(*nodes[i]);
  }
}

void SqlWriter::WriteSubquery(const Query& query) {
  out_ += '(';
  Write(query);
  out_ += ')';
}

}  // namespace lakebolt::sql
