#include "base/ascii.h"
#include "sql/formatter.h"
#include "sql/sql_writer.h"

namespace lakebolt::sql {

namespace {

/// Writes expressions as DuckDB names columns: every operator in parentheses, function names in
/// lower case, count(*) as count_star(), constructors as the functions they call.
class ColumnNameWriter {
 public:
  std::string Name(const Expression& node) {
    switch (node.kind) {
      case ExpressionKind::kBinary: return Chain(As<BinaryExpression>(node));
      case ExpressionKind::kUnary: return Unary(As<UnaryExpression>(node));
      case ExpressionKind::kLike: return Like(As<LikeExpression>(node));
      case ExpressionKind::kIsNull:
        return "(" + Name(*As<IsNullExpression>(node).operand) +
               (As<IsNullExpression>(node).negated ? " IS NOT NULL)" : " IS NULL)");
      case ExpressionKind::kIsBoolean: return IsBoolean(As<IsBooleanExpression>(node));
      case ExpressionKind::kBetween: return Between(As<BetweenExpression>(node));
      case ExpressionKind::kInList: return InList(As<InListExpression>(node));
      case ExpressionKind::kInSubquery: return InSubquery(As<InSubqueryExpression>(node));
      case ExpressionKind::kExists:
        return "EXISTS(" + ToSql(*As<ExistsExpression>(node).query) + ")";
      case ExpressionKind::kQuantified: return Quantified(As<QuantifiedExpression>(node));
      case ExpressionKind::kCase: return Case(As<CaseExpression>(node));
      case ExpressionKind::kCast: return Cast(As<CastExpression>(node));
      case ExpressionKind::kFunctionCall: return Call(As<FunctionCallExpression>(node));
      default: return Nested(node);
    }
  }

 private:
  std::string Nested(const Expression& node) {
    switch (node.kind) {
      case ExpressionKind::kList: return "list_value" + Items(As<ListExpression>(node).elements);
      case ExpressionKind::kRow: return "row" + Items(As<RowExpression>(node).elements);
      case ExpressionKind::kStruct: return Struct(As<StructExpression>(node));
      case ExpressionKind::kMap: return Map(As<MapExpression>(node));
      case ExpressionKind::kSubscript: return Subscript(As<SubscriptExpression>(node));
      case ExpressionKind::kFieldAccess: {
        const auto& access = As<FieldAccessExpression>(node);
        return "(" + Name(*access.operand) + ")." + QuoteIdentifier(access.field.text);
      }
      case ExpressionKind::kAtTimeZone: {
        const auto& at = As<AtTimeZoneExpression>(node);
        return "timezone(" + Name(*at.zone) + ", " + Name(*at.operand) + ")";
      }
      case ExpressionKind::kCollate: {
        const auto& collate = As<CollateExpression>(node);
        return Name(*collate.operand) + " COLLATE " + JoinName(collate.collation);
      }
      case ExpressionKind::kLambda: return Lambda(As<LambdaExpression>(node));
      case ExpressionKind::kLiteral: return Literal(As<LiteralExpression>(node));
      default: return ToSql(node);
    }
  }

  static std::string Literal(const LiteralExpression& node) {
    if (node.literal_kind != LiteralKind::kTyped) return ToSql(node);
    return "CAST(" + StringLiteral(node.text) + " AS " + ToSql(*node.type) + ")";
  }

  static std::string_view OperatorName(BinaryOperator op) {
    return op == BinaryOperator::kNotEqual ? "!=" : OperatorText(op);
  }

  std::string Chain(const BinaryExpression& top) {
    const std::vector<const BinaryExpression*> chain = LeftChain(top);
    std::string out(chain.size(), '(');
    out += Name(*chain[0]->left);
    for (const BinaryExpression* node : chain) {
      out += ' ';
      out += OperatorName(node->op);
      out += ' ';
      out += Name(*node->right);
      out += ')';
    }
    return out;
  }

  std::string Unary(const UnaryExpression& node) {
    const std::string operand = Name(*node.operand);
    if (node.op == UnaryOperator::kNot) return "(NOT " + operand + ")";
    const bool number = node.operand->kind == ExpressionKind::kLiteral;
    if (node.op == UnaryOperator::kNegate && number) return "-" + operand;
    return "(" + std::string(OperatorText(node.op)) + "(" + operand + "))";
  }

  std::string Like(const LikeExpression& node) {
    if (node.quantifier) return "(" + ToSql(node) + ")";
    const std::string value = Name(*node.value);
    const std::string pattern = Name(*node.pattern);
    const std::string arguments = "(" + value + ", " + pattern;
    switch (node.op) {
      case LikeOperator::kLike:
      case LikeOperator::kILike: {
        const bool ilike = node.op == LikeOperator::kILike;
        if (node.escape) {
          return std::string(node.negated ? "not_" : "") + (ilike ? "ilike" : "like") + "_escape" +
                 arguments + ", " + Name(*node.escape) + ")";
        }
        return "(" + value + (node.negated ? " !~~" : " ~~") + (ilike ? "* " : " ") + pattern + ")";
      }
      case LikeOperator::kGlob: return Negate("(" + value + " ~~~ " + pattern + ")", node.negated);
      case LikeOperator::kSimilarTo:
        return Negate("regexp_full_match" + arguments + ")", node.negated);
      case LikeOperator::kRegex: return Negate("regexp_matches" + arguments + ")", node.negated);
      case LikeOperator::kRegexCaseInsensitive:
        return Negate("regexp_matches" + arguments + ", 'i')", node.negated);
    }
    return ToSql(node);
  }

  static std::string Negate(std::string name, bool negated) {
    return negated ? "(NOT " + name + ")" : name;
  }

  std::string IsBoolean(const IsBooleanExpression& node) {
    const char* value = node.value == TruthValue::kTrue    ? "TRUE"
                        : node.value == TruthValue::kFalse ? "FALSE"
                                                           : "UNKNOWN";
    return "(" + Name(*node.operand) + (node.negated ? " IS NOT " : " IS ") + value + ")";
  }

  std::string Between(const BetweenExpression& node) {
    return Negate("(" + Name(*node.operand) + " BETWEEN " + (node.symmetric ? "SYMMETRIC " : "") +
                      Name(*node.low) + " AND " + Name(*node.high) + ")",
                  node.negated);
  }

  std::string InList(const InListExpression& node) {
    const std::string list = node.in_container ? Name(*node.list[0]) : Items(node.list);
    return Negate("(" + Name(*node.operand) + " IN " + list + ")", node.negated);
  }

  std::string InSubquery(const InSubqueryExpression& node) {
    return Negate("(" + Name(*node.operand) + " = ANY(" + ToSql(*node.query) + "))", node.negated);
  }

  std::string Quantified(const QuantifiedExpression& node) {
    std::string out = "(" + Name(*node.operand) + " ";
    out += OperatorName(node.op);
    out += node.quantifier == Quantifier::kAny ? " ANY(" : " ALL(";
    return out + (node.query ? ToSql(*node.query) : Name(*node.array)) + "))";
  }

  std::string Case(const CaseExpression& node) {
    std::string out = "CASE ";
    for (const CaseBranch& branch : node.branches) {
      std::string when = Name(*branch.when);
      if (node.operand) when = "(" + Name(*node.operand) + " = " + when + ")";
      out += " WHEN (" + when + ") THEN (" + Name(*branch.then) + ")";
    }
    return out + " ELSE " + (node.otherwise ? Name(*node.otherwise) : "NULL") + " END";
  }

  std::string Cast(const CastExpression& node) {
    return (node.try_cast ? "TRY_CAST(" : "CAST(") + Name(*node.operand) + " AS " +
           ToSql(node.type) + ")";
  }

  std::string Call(const FunctionCallExpression& node) {
    std::string name;
    for (const Identifier& part : node.name)
      name += (name.empty() ? "" : ".") + AsciiLower(part.text);
    const bool star =
        node.arguments.size() == 1 && node.arguments[0].value->kind == ExpressionKind::kStar;
    const bool count_rows = name == "count" && (star || node.arguments.empty());
    if (name == "coalesce" || name == "grouping")
      name = name == "grouping" ? "GROUPING" : "COALESCE";
    std::string out = count_rows ? "count_star(" : name + "(";
    if (node.distinct) out += "DISTINCT ";
    for (size_t i = 0; i < node.arguments.size() && !count_rows; ++i) {
      if (i > 0) out += ", ";
      if (node.arguments[i].name) out += QuoteIdentifier(node.arguments[i].name->text) + " := ";
      out += Name(*node.arguments[i].value);
    }
    if (!node.order_by.empty()) out += " ORDER BY " + Order(node.order_by);
    if (node.null_treatment == NullTreatment::kIgnore) out += " IGNORE NULLS";
    out += ')';
    if (!node.within_group.empty())
      out += " WITHIN GROUP (ORDER BY " + Order(node.within_group) + ")";
    if (node.filter) out += " FILTER (WHERE " + Name(*node.filter) + ")";
    if (!node.over) return out;
    SqlWriter writer;
    writer.WriteWindow(*node.over);
    return out + " OVER " + writer.Take();
  }

  std::string Order(const std::vector<OrderItem>& items) {
    std::string out;
    for (const OrderItem& item : items) {
      if (!out.empty()) out += ", ";
      out += Name(*item.expression) + (item.descending ? " DESC" : "");
      if (item.nulls_first) out += *item.nulls_first ? " NULLS FIRST" : " NULLS LAST";
    }
    return out;
  }

  std::string Items(const std::vector<ExpressionPtr>& nodes) {
    std::string out = "(";
    for (size_t i = 0; i < nodes.size(); ++i) out += (i > 0 ? ", " : "") + Name(*nodes[i]);
    return out + ")";
  }

  std::string Struct(const StructExpression& node) {
    std::string out = "struct_pack(";
    for (size_t i = 0; i < node.fields.size(); ++i) {
      if (i > 0) out += ", ";
      out += QuoteIdentifier(node.fields[i].name.text) + " := " + Name(*node.fields[i].value);
    }
    return out + ")";
  }

  std::string Map(const MapExpression& node) {
    std::string keys;
    std::string values;
    for (const MapEntry& entry : node.entries) {
      keys += (keys.empty() ? "" : ", ") + Name(*entry.key);
      values += (values.empty() ? "" : ", ") + Name(*entry.value);
    }
    return "map(list_value(" + keys + "), list_value(" + values + "))";
  }

  std::string Subscript(const SubscriptExpression& node) {
    std::string out = Name(*node.operand) + "[" + (node.index ? Name(*node.index) : "");
    if (node.slice) out += ":" + (node.high ? Name(*node.high) : "");
    if (node.step) out += ":" + Name(*node.step);
    return out + "]";
  }

  std::string Lambda(const LambdaExpression& node) {
    std::string out = "(lambda ";
    for (size_t i = 0; i < node.parameters.size(); ++i) {
      out += (i > 0 ? ", " : "") + node.parameters[i].text;
    }
    return out + ": " + Name(*node.body) + ")";
  }
};

}  // namespace

std::string DefaultColumnName(const Expression& expression) {
  switch (expression.kind) {
    case ExpressionKind::kColumnRef: return As<ColumnRefExpression>(expression).name.back().text;
    case ExpressionKind::kFieldAccess: return As<FieldAccessExpression>(expression).field.text;
    default: return ColumnNameWriter().Name(expression);
  }
}

}  // namespace lakebolt::sql
