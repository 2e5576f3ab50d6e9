#include "base/cancellation_scope.h"
#include "function/cast.h"
#include "plan/binder/coercion.h"
#include "plan/binder/expression_binder.h"
#include "plan/binder/literal.h"

namespace lakebolt {

ExprPtr ExpressionBinder::Bind(const sql::Expression& expression) {
  CheckCancellation();
  const DepthGuard guard(state_, DepthGuard::Kind::kExpression, expression.range);
  return BindNode(expression);
}

ExprPtr ExpressionBinder::BindBoolean(const sql::Expression& expression, const std::string& what) {
  return CoerceToBoolean(Bind(expression), what);
}

std::vector<ExprPtr> ExpressionBinder::BindConjuncts(const sql::Expression& expression,
                                                     const std::string& what) {
  std::vector<ExprPtr> conjuncts;
  for (NamedValue& value : BindEach(expression)) {
    SplitConjuncts(CoerceToBoolean(std::move(value.expr), what), conjuncts);
  }
  return conjuncts;
}

std::vector<NamedValue> ExpressionBinder::BindEach(const sql::Expression& expression) {
  if (columns_ != nullptr) return {{"", Bind(expression)}};
  ColumnsExpansion expansion;
  columns_ = &expansion;
  std::vector<NamedValue> values;
  values.push_back({"", Bind(expression)});
  for (expansion.index = 1; expansion.index < expansion.columns.size(); ++expansion.index) {
    values.push_back({"", Bind(expression)});
  }
  for (size_t i = 0; i < expansion.columns.size(); ++i) values[i].name = expansion.columns[i].name;
  columns_ = nullptr;
  return values;
}

ExprPtr ExpressionBinder::BindNode(const sql::Expression& e) {
  using Kind = sql::ExpressionKind;
  switch (e.kind) {
    case Kind::kLiteral:
      return std::make_shared<ConstantExpr>(
          DialectLiteral(
              LiteralValue(sql::As<sql::LiteralExpression>(e), false, state_.names(), Where(e)),
              *state_.context().settings),
          Where(e));
    case Kind::kInterval: return BindInterval(sql::As<sql::IntervalExpression>(e));
    case Kind::kColumnRef: return BindColumn(sql::As<sql::ColumnRefExpression>(e).name, e.range);
    case Kind::kPositionalRef: return BindPosition(sql::As<sql::PositionalRefExpression>(e));
    case Kind::kColumns: return BindColumns(sql::As<sql::ColumnsExpression>(e));
    case Kind::kParameter: return BindParameter(sql::As<sql::ParameterExpression>(e));
    case Kind::kUnary: return BindUnary(sql::As<sql::UnaryExpression>(e));
    case Kind::kBinary: return BindBinary(sql::As<sql::BinaryExpression>(e));
    case Kind::kLike: return BindLike(sql::As<sql::LikeExpression>(e));
    case Kind::kIsNull: return BindIsNull(sql::As<sql::IsNullExpression>(e));
    case Kind::kIsBoolean: return BindIsBoolean(sql::As<sql::IsBooleanExpression>(e));
    case Kind::kBetween: return BindBetween(sql::As<sql::BetweenExpression>(e));
    case Kind::kInList: return BindInList(sql::As<sql::InListExpression>(e));
    case Kind::kInSubquery: return BindInSubquery(sql::As<sql::InSubqueryExpression>(e));
    case Kind::kExists: return BindExists(sql::As<sql::ExistsExpression>(e));
    case Kind::kQuantified: return BindQuantified(sql::As<sql::QuantifiedExpression>(e));
    case Kind::kScalarSubquery:
      return BindScalarSubquery(sql::As<sql::ScalarSubqueryExpression>(e));
    case Kind::kCase: return BindCase(sql::As<sql::CaseExpression>(e));
    case Kind::kCast: return BindCast(sql::As<sql::CastExpression>(e));
    case Kind::kFunctionCall: return BindCall(sql::As<sql::FunctionCallExpression>(e));
    case Kind::kList: return BindList(sql::As<sql::ListExpression>(e));
    case Kind::kStruct: return BindStruct(sql::As<sql::StructExpression>(e));
    case Kind::kMap: return BindMap(sql::As<sql::MapExpression>(e));
    case Kind::kRow: return BindRow(sql::As<sql::RowExpression>(e));
    case Kind::kSubscript: return BindSubscript(sql::As<sql::SubscriptExpression>(e));
    case Kind::kFieldAccess: return BindFieldAccess(sql::As<sql::FieldAccessExpression>(e));
    case Kind::kCollate: return BindCollate(sql::As<sql::CollateExpression>(e));
    case Kind::kAtTimeZone: return BindTimeZone(sql::As<sql::AtTimeZoneExpression>(e));
    case Kind::kStar:
      if (star_) return star_;
      throw UserError(ErrorCode::kInvalidQuery, "* can stand only in SELECT and count(*)",
                      Where(e));
    case Kind::kLambda: return BindArrow(sql::As<sql::LambdaExpression>(e));
    case Kind::kDefault:
      throw UserError(ErrorCode::kInvalidQuery, "DEFAULT can stand only in INSERT", Where(e));
  }
  throw InternalError("unknown kind of expression");
}

ExprPtr ExpressionBinder::BindParameter(const sql::ParameterExpression& parameter) {
  const BinderContext& context = state_.context();
  const SourceRange range = Where(parameter);
  if (!parameter.name.empty()) {
    const auto found = context.named_parameters.find(parameter.name);
    if (found != context.named_parameters.end()) {
      return std::make_shared<ConstantExpr>(found->second, range);
    }
    throw UserError(ErrorCode::kInvalidArgument,
                    "no value is given for the parameter $" + parameter.name, range);
  }
  if (parameter.position >= 1 && parameter.position <= context.parameters.size()) {
    return std::make_shared<ConstantExpr>(context.parameters[parameter.position - 1], range);
  }
  throw UserError(ErrorCode::kInvalidArgument,
                  "no value is given for parameter " + std::to_string(parameter.position) + " (" +
                      std::to_string(context.parameters.size()) + " given)",
                  range);
}

ExprPtr ExpressionBinder::BindPosition(const sql::PositionalRefExpression& position) {
  const auto columns = level_.scope->VisibleColumns();
  if (position.position < 1 || position.position > columns.size()) {
    throw UserError(ErrorCode::kUnknownColumn,
                    "FROM has " + std::to_string(columns.size()) + " columns, not #" +
                        std::to_string(position.position),
                    Where(position));
  }
  state_.NoteReference(level_.depth);
  return columns[position.position - 1].column->Reference(Where(position));
}

ExprPtr ExpressionBinder::BindCast(const sql::CastExpression& cast) {
  ExprPtr operand = Bind(*cast.operand);
  const LogicalType to = ResolveType(cast.type, state_.names(), state_.Where(cast.type.range));
  if (operand->type() == to) return operand;
  const bool spark = SpeaksSpark();
  if (spark && !IsNullLiteral(*operand)) {
    if (ExprPtr made = BindSparkCast(operand, to, cast.try_cast, Where(cast))) return made;
  }
  if (!CanCast(operand->type(), to)) {
    if (cast.try_cast) return std::make_shared<ConstantExpr>(Value(to), Where(cast));
    throw UserError(ErrorCode::kTypeMismatch,
                    "cannot cast " + operand->type().ToString() + " to " + to.ToString(),
                    Where(cast));
  }
  if (IsNullLiteral(*operand)) return std::make_shared<ConstantExpr>(Value(to), Where(cast));
  // Spark drops the decimals of what becomes a whole number; elsewhere they are rounded.
  const bool has_decimals = operand->type().IsFloating() || operand->type().IsDecimal();
  if (spark && has_decimals && to.IsInteger()) {
    operand = Call("trunc", {std::move(operand)}, Where(cast));
  }
  const bool try_cast = cast.try_cast || !state_.GetBool("ansi_mode");
  return std::make_shared<CastExpr>(std::move(operand), to, try_cast, Where(cast));
}

namespace {

/// Returns the text of a number, or a string that may hold one; null for other expressions.
const std::string* NumberText(const sql::Expression& expression) {
  if (expression.kind != sql::ExpressionKind::kLiteral) return nullptr;
  const auto& literal = sql::As<sql::LiteralExpression>(expression);
  switch (literal.literal_kind) {
    case sql::LiteralKind::kInteger:
    case sql::LiteralKind::kDecimal:
    case sql::LiteralKind::kString: return &literal.text;
    default: return nullptr;
  }
}

ExprPtr IntervalSpan(const sql::IntervalExpression& interval, SourceRange range) {
  const std::string* text = NumberText(*interval.value);
  const auto span =
      text != nullptr ? IntervalBetween(*text, *interval.unit, *interval.to_unit) : std::nullopt;
  if (!span) {
    throw UserError(ErrorCode::kInvalidArgument,
                    "INTERVAL ... " + std::string(sql::IntervalUnitText(*interval.unit)) + " TO " +
                        std::string(sql::IntervalUnitText(*interval.to_unit)) +
                        " takes a text such as '1-2' or '1 02:03:04'",
                    range, "or write the units out, as in INTERVAL '1 year 2 months'");
  }
  return std::make_shared<ConstantExpr>(Value::MakeInterval(*span), range);
}

}  // namespace

ExprPtr ExpressionBinder::BindInterval(const sql::IntervalExpression& interval) {
  const SourceRange range = Where(interval);
  if (interval.to_unit) return IntervalSpan(interval, range);
  if (!interval.unit) return CoerceTo(Bind(*interval.value), TypeId::kInterval);
  const sql::Expression* number = interval.value.get();
  bool negative = false;
  while (number->kind == sql::ExpressionKind::kUnary) {
    const auto& unary = sql::As<sql::UnaryExpression>(*number);
    if (unary.op != sql::UnaryOperator::kNegate && unary.op != sql::UnaryOperator::kPlus) break;
    negative ^= unary.op == sql::UnaryOperator::kNegate;
    number = unary.operand.get();
  }
  if (const std::string* text = NumberText(*number)) {
    return std::make_shared<ConstantExpr>(
        IntervalValue(negative ? "-" + *text : *text, *interval.unit, range), range);
  }
  auto unit =
      std::make_shared<ConstantExpr>(Value::MakeInterval(UnitInterval(*interval.unit)), range);
  ExprPtr count = Bind(*interval.value);
  if (!count->type().IsInteger() && !TakesFractions(*interval.unit)) {
    count = Call("trunc", {CoerceTo(std::move(count), TypeId::kFloat64)}, range);
    count = CoerceTo(std::move(count), TypeId::kInt64);
  } else if (count->type().id() == TypeId::kVarchar) {
    count = CoerceTo(std::move(count), TypeId::kFloat64);
  }
  return Arithmetic("*", std::move(unit), std::move(count), range);
}

ExprPtr ExpressionBinder::BindTimeZone(const sql::AtTimeZoneExpression& zone) {
  std::vector<ExprPtr> arguments = {Bind(*zone.zone), Bind(*zone.operand)};
  return CallIfKnown({"timezone"}, std::move(arguments), "AT TIME ZONE", Where(zone));
}

}  // namespace lakebolt
