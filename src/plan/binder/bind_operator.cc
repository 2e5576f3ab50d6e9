#include <algorithm>

#include "plan/binder/coercion.h"
#include "plan/binder/collation.h"
#include "plan/binder/evaluate_once.h"
#include "plan/binder/expression_binder.h"
#include "plan/binder/literal.h"

namespace lakebolt {

namespace {

using sql::BinaryOperator;

/// Names the scalar functions behind an operator; the first one registered is called.
std::vector<std::string> FunctionsOf(BinaryOperator op) {
  switch (op) {
    case BinaryOperator::kPower: return {"^", "**", "pow", "power"};
    case BinaryOperator::kConcat: return {"||"};
    case BinaryOperator::kBitAnd: return {"&"};
    case BinaryOperator::kBitOr: return {"|"};
    case BinaryOperator::kShiftLeft: return {"<<"};
    case BinaryOperator::kShiftRight: return {">>"};
    case BinaryOperator::kArrow: return {"->", "json_extract"};
    case BinaryOperator::kDoubleArrow: return {"->>", "json_extract_string"};
    case BinaryOperator::kContains: return {"@>", "list_has_all"};
    case BinaryOperator::kContainedBy: return {"<@"};
    case BinaryOperator::kOverlaps: return {"&&", "list_has_any"};
    case BinaryOperator::kStartsWith: return {"^@", "starts_with"};
    default: return {std::string(sql::OperatorText(op))};
  }
}

bool IsArithmetic(BinaryOperator op) {
  return op == BinaryOperator::kAdd || op == BinaryOperator::kSubtract ||
         op == BinaryOperator::kMultiply || op == BinaryOperator::kDivide ||
         op == BinaryOperator::kIntegerDivide || op == BinaryOperator::kModulo;
}

/// Makes AND or OR of & and | over BOOLEANs, or returns null for other operands.
ExprPtr BooleanBits(BinaryOperator op, ExprPtr& left, ExprPtr& right, SourceRange range) {
  if (op != BinaryOperator::kBitAnd && op != BinaryOperator::kBitOr) return nullptr;
  const auto is = [](const ExprPtr& expr, TypeId id) { return expr->type().id() == id; };
  const bool one = is(left, TypeId::kBoolean), other = is(right, TypeId::kBoolean);
  const bool fit = one && other;
  if (!fit && !(one && is(right, TypeId::kNull)) && !(other && is(left, TypeId::kNull)))
    return nullptr;
  const bool is_and = op == BinaryOperator::kBitAnd;
  std::vector<ExprPtr> terms;
  for (ExprPtr* side : {&left, &right}) {
    ExprPtr term = CoerceTo(std::move(*side), TypeId::kBoolean);
    if (term->kind() == ExprKind::kConjunction && As<ConjunctionExpr>(term).is_and() == is_and) {
      terms.insert(terms.end(), term->children().begin(), term->children().end());
    } else {
      terms.push_back(std::move(term));
    }
  }
  return std::make_shared<ConjunctionExpr>(is_and, std::move(terms), range);
}

/// Lets || write numbers, dates and so on as text, alone or beside a text.
void CastConcatOperands(ExprPtr& left, ExprPtr& right) {
  const auto is_text = [](const ExprPtr& expr) { return expr->type().id() == TypeId::kVarchar; };
  const auto is_plain = [](const ExprPtr& expr) {
    const LogicalType& type = expr->type();
    return !type.IsNested() && type.id() != TypeId::kBlob && type.id() != TypeId::kBit &&
           type.id() != TypeId::kNull;
  };
  if (!is_text(left) && is_plain(left) && is_plain(right)) {
    left = CoerceTo(std::move(left), TypeId::kVarchar);
  }
  if (is_text(left) && is_plain(right)) right = CoerceTo(std::move(right), TypeId::kVarchar);
  if (is_text(right) && is_plain(left)) left = CoerceTo(std::move(left), TypeId::kVarchar);
}

bool IsConjunction(const sql::Expression& expression) {
  if (expression.kind != sql::ExpressionKind::kBinary) return false;
  const BinaryOperator op = sql::As<sql::BinaryExpression>(expression).op;
  return op == BinaryOperator::kAnd || op == BinaryOperator::kOr;
}

}  // namespace

CompareOp ToCompareOp(BinaryOperator op) {
  switch (op) {
    case BinaryOperator::kEqual: return CompareOp::kEqual;
    case BinaryOperator::kNotEqual: return CompareOp::kNotEqual;
    case BinaryOperator::kLess: return CompareOp::kLess;
    case BinaryOperator::kLessEqual: return CompareOp::kLessEqual;
    case BinaryOperator::kGreater: return CompareOp::kGreater;
    case BinaryOperator::kGreaterEqual: return CompareOp::kGreaterEqual;
    case BinaryOperator::kIsDistinctFrom: return CompareOp::kDistinct;
    case BinaryOperator::kIsNotDistinctFrom: return CompareOp::kNotDistinct;
    default: throw InternalError("not a comparison");
  }
}

ExprPtr ExpressionBinder::BindUnary(const sql::UnaryExpression& unary) {
  const SourceRange range = Where(unary);
  if (unary.op == sql::UnaryOperator::kNot) {
    return std::make_shared<NotExpr>(BindBoolean(*unary.operand, "the operand of NOT"), range);
  }
  if (unary.op == sql::UnaryOperator::kNegate &&
      unary.operand->kind == sql::ExpressionKind::kLiteral) {
    const auto& literal = sql::As<sql::LiteralExpression>(*unary.operand);
    if (literal.literal_kind == sql::LiteralKind::kInteger ||
        literal.literal_kind == sql::LiteralKind::kDecimal ||
        literal.literal_kind == sql::LiteralKind::kFloat) {
      return std::make_shared<ConstantExpr>(
          DialectLiteral(LiteralValue(literal, true, state_.names(), range),
                         *state_.context().settings),
          range);
    }
  }
  ExprPtr operand = Bind(*unary.operand);
  if (operand->type() == LogicalType(TypeId::kVarchar) && SpeaksSpark()) {
    const bool try_cast = !state_.GetBool("ansi_mode");
    operand = std::make_shared<CastExpr>(std::move(operand), TypeId::kFloat64, try_cast, range);
  }
  const LogicalType& type = operand->type();
  if (unary.op == sql::UnaryOperator::kPlus) {
    const bool harmless = type.IsNumeric() || type.id() == TypeId::kInterval ||
                          type.id() == TypeId::kNull ||
                          state_.context().settings->Get("dialect") == "sqlite";
    if (harmless) return operand;
    throw UserError(ErrorCode::kTypeMismatch, "+ is for numbers, not " + type.ToString(), range);
  }
  const bool negate = unary.op == sql::UnaryOperator::kNegate;
  if (!negate && type.id() == TypeId::kBoolean) {
    return std::make_shared<NotExpr>(std::move(operand), range);
  }
  std::vector<ExprPtr> arguments;
  arguments.push_back(std::move(operand));
  return CallIfKnown({negate ? "-" : "~"}, std::move(arguments), negate ? "-" : "~", range);
}

ExprPtr ExpressionBinder::BindBinary(const sql::BinaryExpression& binary) {
  if (IsConjunction(binary)) return BindConjunction(binary);
  // The chain down to a conjunction or a leaf, innermost first; it may be long: no recursion.
  std::vector<const sql::BinaryExpression*> chain = sql::LeftChain(binary);
  const auto conjunction = std::find_if(chain.rbegin(), chain.rend(),
                                        [](const auto* node) { return IsConjunction(*node); });
  chain.erase(chain.begin(), conjunction.base());
  const DepthGuard guard(state_, DepthGuard::Kind::kExpression, binary.range, chain.size());

  const sql::BinaryExpression& innermost = *chain.front();
  ExprPtr left;
  size_t next = 0;
  if (innermost.left->kind == sql::ExpressionKind::kRow && sql::IsComparison(innermost.op)) {
    left = CompareRows(ToCompareOp(innermost.op), BindRowElements(*innermost.left),
                       BindRowElements(*innermost.right), Where(innermost));
    next = 1;
  } else {
    left = Bind(*innermost.left);
  }
  for (; next < chain.size(); ++next) {
    left = Combine(*chain[next], std::move(left), Bind(*chain[next]->right));
  }
  return left;
}

ExprPtr ExpressionBinder::BindConjunction(const sql::BinaryExpression& binary) {
  const bool is_and = binary.op == BinaryOperator::kAnd;
  const std::string what = is_and ? "an operand of AND" : "an operand of OR";
  std::vector<ExprPtr> terms;
  for (const sql::Expression* operand : sql::ChainOperands(binary)) {
    ExprPtr term = BindBoolean(*operand, what);
    if (term->kind() == ExprKind::kConjunction && As<ConjunctionExpr>(term).is_and() == is_and) {
      terms.insert(terms.end(), term->children().begin(), term->children().end());
    } else {
      terms.push_back(std::move(term));
    }
  }
  return std::make_shared<ConjunctionExpr>(is_and, std::move(terms), Where(binary));
}

ExprPtr ExpressionBinder::Combine(const sql::BinaryExpression& binary, ExprPtr left,
                                  ExprPtr right) {
  const SourceRange range = Where(binary);
  if (sql::IsComparison(binary.op)) {
    return Compare(ToCompareOp(binary.op), std::move(left), std::move(right), range);
  }
  if (!IsArithmetic(binary.op)) {
    if (binary.op == BinaryOperator::kConcat) CastConcatOperands(left, right);
    if (ExprPtr both = BooleanBits(binary.op, left, right, range)) return both;
    std::vector<ExprPtr> arguments;
    arguments.push_back(std::move(left));
    arguments.push_back(std::move(right));
    return CallIfKnown(FunctionsOf(binary.op), std::move(arguments),
                       std::string(sql::OperatorText(binary.op)), range);
  }
  std::string name(sql::OperatorText(binary.op));
  if (SpeaksSpark()) CoerceSparkOperands(name, left, right, range);
  if (binary.op == BinaryOperator::kDivide && left->type().IsInteger() &&
      right->type().IsInteger() && state_.GetBool("integer_division")) {
    name = "//";
  }
  if (name == "/" || name == "//" || name == "%")
    right = NullInsteadOfZero(std::move(right), range);
  const bool stays_date = IsSparkDateStep(left, right);
  ExprPtr made = Arithmetic(name, std::move(left), std::move(right), range);
  if (!stays_date || made->type().id() != TypeId::kTimestamp) return made;
  return std::make_shared<CastExpr>(std::move(made), TypeId::kDate, false, range);
}

bool ExpressionBinder::IsSparkDateStep(const ExprPtr& left, const ExprPtr& right) const {
  if (!SpeaksSpark()) return false;
  const bool date_first = left->type().id() == TypeId::kDate;
  const ExprPtr& date = date_first ? left : right;
  ExprPtr step = date_first ? right : left;
  const bool negated = step->kind() == ExprKind::kCall && step->children().size() == 1 &&
                       As<CallExpr>(step).function().name == "-";
  if (negated) step = step->child(0);
  if (date->type().id() != TypeId::kDate || step->kind() != ExprKind::kConstant) return false;
  const Value& value = As<ConstantExpr>(step).value();
  if (value.type().id() != TypeId::kInterval || value.IsNull()) return false;
  return value.interval().nanos == 0;
}

ExprPtr ExpressionBinder::NullInsteadOfZero(ExprPtr divisor, SourceRange range) {
  const bool divides_by_null = state_.GetBool("ansi_mode") == false ||
                               state_.context().settings->Get("division_by_zero") == "null";
  if (!divides_by_null || !divisor->type().IsNumeric()) return divisor;
  return EvaluateOnce(state_, divisor, [&](const ExprPtr& value) {
    ExprPtr zero = CoerceTo(MakeConstant(Value::Int32(0)), value->type());
    std::vector<ExprPtr> conditions = {Compare(CompareOp::kEqual, value, std::move(zero), range)};
    return MakeCase(std::move(conditions), {MakeConstant(Value(value->type())), value}, range);
  });
}

ExprPtr ExpressionBinder::Arithmetic(const std::string& name, ExprPtr left, ExprPtr right,
                                     SourceRange range) {
  AdaptOperands(left, right);
  std::vector<ExprPtr> arguments = {std::move(left), std::move(right)};
  for (size_t i = 0; i < 2; ++i) {
    const ExprPtr& other = arguments[1 - i];
    if (!IsStringLiteral(*arguments[i]) || other->type().id() == TypeId::kVarchar) continue;
    // '5' + x: the text is what x is, where such an operator exists (date - '1998-12-01').
    std::vector<LogicalType> types = {other->type(), other->type()};
    try {
      state_.functions().BindScalar(name, types, range);
    } catch (const UserError&) {
      break;
    }
    arguments[i] = CoerceTo(arguments[i], other->type());
  }
  return Call(name, std::move(arguments), range);
}

ExprPtr ExpressionBinder::Compare(CompareOp op, ExprPtr left, ExprPtr right, SourceRange range) {
  std::vector<ExprPtr> sides = {std::move(left), std::move(right)};
  CollateTogether(sides, state_, range);
  left = std::move(sides[0]);
  right = std::move(sides[1]);
  if (SpeaksSpark()) CoerceSparkComparison(left, right, range);
  CoerceComparison(left, right, range, state_.GetBool("strict_casts"));
  return std::make_shared<CompareExpr>(op, std::move(left), std::move(right), range);
}

std::vector<ExprPtr> ExpressionBinder::BindRowElements(const sql::Expression& expression) {
  std::vector<ExprPtr> elements;
  if (expression.kind != sql::ExpressionKind::kRow) {
    elements.push_back(Bind(expression));
    return elements;
  }
  for (const auto& element : sql::As<sql::RowExpression>(expression).elements) {
    elements.push_back(Bind(*element));
  }
  return elements;
}

ExprPtr ExpressionBinder::CompareRows(CompareOp op, const std::vector<ExprPtr>& left,
                                      const std::vector<ExprPtr>& right, SourceRange range) {
  if (left.size() != right.size() || left.empty()) {
    throw UserError(ErrorCode::kTypeMismatch,
                    "cannot compare " + std::to_string(left.size()) + " values with " +
                        std::to_string(right.size()),
                    range);
  }
  const bool equality = op == CompareOp::kEqual || op == CompareOp::kNotDistinct;
  const bool inequality = op == CompareOp::kNotEqual || op == CompareOp::kDistinct;
  if (equality || inequality) {
    std::vector<ExprPtr> terms;
    for (size_t i = 0; i < left.size(); ++i) terms.push_back(Compare(op, left[i], right[i], range));
    return MakeConjunction(equality, std::move(terms));
  }
  // (a, b) < (c, d) is a < c OR (a = c AND b < d), from the last pair outwards.
  const bool less = op == CompareOp::kLess || op == CompareOp::kLessEqual;
  const CompareOp strict = less ? CompareOp::kLess : CompareOp::kGreater;
  ExprPtr result = Compare(op, left.back(), right.back(), range);
  for (size_t i = left.size() - 1; i-- > 0;) {
    ExprPtr equal = Compare(CompareOp::kEqual, left[i], right[i], range);
    ExprPtr rest = MakeConjunction(true, {std::move(equal), std::move(result)});
    result = MakeConjunction(false, {Compare(strict, left[i], right[i], range), std::move(rest)});
  }
  return result;
}

}  // namespace lakebolt
