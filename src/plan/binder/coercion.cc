#include "plan/binder/coercion.h"

#include <algorithm>

#include "expression/evaluator.h"
#include "function/cast.h"
#include "function/try_rows.h"

namespace lakebolt {

namespace {

bool IsConstant(const Expr& expr) {
  return expr.kind() == ExprKind::kConstant;
}

/// Tells whether the literal's type may give way to the column's.
bool MayAdapt(const LogicalType& literal, const LogicalType& column) {
  const bool exact_numbers =
      (literal.IsInteger() || literal.IsDecimal()) && (column.IsInteger() || column.IsDecimal());
  const auto is_day_or_local_time = [](const LogicalType& type) {
    return type.id() == TypeId::kDate || (type.id() == TypeId::kTimestamp && !type.with_zone());
  };
  return exact_numbers || (is_day_or_local_time(literal) && is_day_or_local_time(column));
}

/// Folds what has no columns, so that `date '1998-12-01' - interval 90 day` counts as a literal.
ExprPtr FoldIfConstant(const ExprPtr& expr) {
  if (IsConstant(*expr) || expr->kind() == ExprKind::kColumn || !IsFoldable(*expr)) return expr;
  return FoldConstants(expr);
}

/// Gives a number literal the column's type: exactly, or as the nearest float for a float column.
ExprPtr AdaptLiteral(const ExprPtr& literal, const LogicalType& column) {
  if (column.id() == TypeId::kFloat32 &&
      (literal->type().IsDecimal() || literal->type().IsInteger())) {
    return CoerceTo(literal, column);
  }
  return TryExactLiteral(literal, column);
}

/// Returns the type that two sides are compared in; nothing when there is none.
std::optional<LogicalType> ComparisonType(const LogicalType& a, const LogicalType& b) {
  if (const auto common = CommonType(a, b)) return common;
  // A label beside another value is read as one.
  if (a.id() == TypeId::kEnum && !b.IsNested() && CanCast(a, b)) return b;
  if (b.id() == TypeId::kEnum && !a.IsNested() && CanCast(b, a)) return a;
  // Text beside a number or a truth value is read as one.
  const auto reads_text = [](const LogicalType& type) {
    return type.IsNumeric() || type.id() == TypeId::kBoolean;
  };
  const auto is_text = [](const LogicalType& type) {
    return type.id() == TypeId::kVarchar && !type.IsJson();
  };
  if (is_text(a) && reads_text(b)) return b;
  return is_text(b) && reads_text(a) ? std::optional(a) : std::nullopt;
}

/// Tells whether one of two types is text and the other a value that is no text.
bool MixesText(const LogicalType& a, const LogicalType& b) {
  const auto is_value = [](const LogicalType& type) {
    return type.id() != TypeId::kVarchar && type.id() != TypeId::kEnum &&
           type.id() != TypeId::kNull && !type.IsNested();
  };
  return (a.id() == TypeId::kVarchar && is_value(b)) || (b.id() == TypeId::kVarchar && is_value(a));
}

[[noreturn]] void ThrowMismatch(const LogicalType& a, const LogicalType& b, const std::string& what,
                                SourceRange range) {
  throw UserError(ErrorCode::kTypeMismatch,
                  what + ": " + a.ToString() + " and " + b.ToString() + " have no common type",
                  range, "cast one of them, as in CAST(x AS " + a.ToString() + ")");
}

}  // namespace

bool IsStringLiteral(const Expr& expr) {
  return IsConstant(expr) && expr.type().id() == TypeId::kVarchar &&
         !As<ConstantExpr>(expr).value().IsNull();
}

bool IsNullLiteral(const Expr& expr) {
  return IsConstant(expr) && expr.type().id() == TypeId::kNull;
}

ExprPtr CoerceTo(ExprPtr expr, const LogicalType& type) {
  if (expr->type() == type) return expr;
  const SourceRange range = expr->range();
  if (!IsConstant(*expr)) return std::make_shared<CastExpr>(std::move(expr), type, false, range);
  const Value& value = As<ConstantExpr>(expr).value();
  if (value.IsNull() && type.id() != TypeId::kUnion) {
    return std::make_shared<ConstantExpr>(Value(type), range);
  }
  try {
    return std::make_shared<ConstantExpr>(CastValue(value, type), range);
  } catch (const UserError& error) {
    // The error of a value is due when a row asks for it, if one ever does.
    if (!IsValueError(error)) throw error.At(range);
  }
  return std::make_shared<CastExpr>(std::move(expr), type, false, range);
}

ExprPtr AssignTo(ExprPtr expr, const LogicalType& type, const std::string& name) {
  if (expr->type() == type || IsNullLiteral(*expr) || CanCast(expr->type(), type)) {
    return CoerceTo(std::move(expr), type);
  }
  throw UserError(ErrorCode::kTypeMismatch,
                  "column \"" + name + "\" is " + type.ToString() + ", which " +
                      expr->type().ToString() + " cannot be cast to",
                  expr->range());
}

ExprPtr CoerceToBoolean(ExprPtr expr, const std::string& what) {
  const LogicalType& type = expr->type();
  if (type.id() == TypeId::kBoolean) return expr;
  if (type.id() == TypeId::kNull || type.IsInteger() || IsStringLiteral(*expr)) {
    return CoerceTo(std::move(expr), TypeId::kBoolean);
  }
  throw UserError(ErrorCode::kTypeMismatch, what + " must be BOOLEAN, not " + type.ToString(),
                  expr->range());
}

ExprPtr TryExactLiteral(const ExprPtr& literal, const LogicalType& type) {
  if (literal->type() == type) return literal;
  if (!MayAdapt(literal->type(), type)) return nullptr;
  const Value& value = As<ConstantExpr>(literal).value();
  if (value.IsNull()) return nullptr;
  Value cast = CastValue(value, type, CastMode::kTry);
  if (cast.IsNull() || !(CastValue(cast, value.type(), CastMode::kTry) == value)) return nullptr;
  return std::make_shared<ConstantExpr>(std::move(cast), literal->range());
}

void AdaptOperands(ExprPtr& left, ExprPtr& right) {
  const auto adapt = [](ExprPtr& literal, const ExprPtr& other) {
    const LogicalType& type = other->type();
    // Of two constants only one of 128 bits has its say.
    const bool huge = type.id() == TypeId::kInt128 || type.id() == TypeId::kUInt128;
    if (!IsConstant(*literal) || (IsConstant(*other) && !huge)) return;
    if (!literal->type().IsInteger() && !literal->type().IsDecimal()) return;
    // Decimals take integers as they are: their own rules count digits.
    if (!type.IsInteger() && type.id() != TypeId::kFloat32) return;
    if (literal->type().IsDecimal() && type.IsInteger()) return;
    if (ExprPtr adapted = AdaptLiteral(literal, type)) literal = std::move(adapted);
  };
  adapt(left, right);
  adapt(right, left);
}

void CoerceComparison(ExprPtr& left, ExprPtr& right, SourceRange range, bool strict) {
  if (left->type() == right->type()) return;
  left = FoldIfConstant(left);
  right = FoldIfConstant(right);
  // A label is compared as text with text, which need not be a label.
  for (ExprPtr* side : {&left, &right}) {
    const ExprPtr& other = side == &left ? right : left;
    if ((*side)->type().id() == TypeId::kEnum && other->type().id() == TypeId::kVarchar) {
      *side = CoerceTo(*side, TypeId::kVarchar);
    }
  }
  if (left->type() == right->type()) return;
  const auto is_null = [](const Expr& expr) { return expr.type().id() == TypeId::kNull; };
  for (const auto gives_way : {+is_null, &IsStringLiteral}) {
    if (gives_way(*left)) {
      left = CoerceTo(left, right->type());
      return;
    }
    if (gives_way(*right)) {
      right = CoerceTo(right, left->type());
      return;
    }
  }
  if (IsConstant(*left) != IsConstant(*right)) {
    ExprPtr& literal = IsConstant(*left) ? left : right;
    const LogicalType& other = IsConstant(*left) ? right->type() : left->type();
    if (ExprPtr adapted = AdaptLiteral(literal, other)) {
      literal = std::move(adapted);
      return;
    }
  }
  const auto common = ComparisonType(left->type(), right->type());
  if (!common || (strict && MixesText(left->type(), right->type()))) {
    ThrowMismatch(left->type(), right->type(), "cannot compare", range);
  }
  left = CoerceTo(left, *common);
  right = CoerceTo(right, *common);
}

LogicalType CommonTypeOf(const std::vector<ExprPtr>& exprs, const std::string& what,
                         SourceRange range) {
  // Columns and the like decide first, then number literals widen if need be, then strings.
  std::optional<LogicalType> type;
  const auto widen = [&](const ExprPtr& expr) {
    if (type && *type == expr->type()) return;
    const auto common = type ? CommonType(*type, expr->type()) : expr->type();
    if (!common)
      ThrowMismatch(*type, expr->type(), what, expr->range().IsValid() ? expr->range() : range);
    type = common;
  };
  for (const ExprPtr& expr : exprs) {
    if (!IsConstant(*expr)) widen(expr);
  }
  const bool has_integer_type = type && type->IsInteger();
  for (const ExprPtr& expr : exprs) {
    if (!IsConstant(*expr) || IsStringLiteral(*expr) || IsNullLiteral(*expr)) continue;
    const bool fits = type && expr->type().IsInteger() && has_integer_type && type->IsInteger() &&
                      TryExactLiteral(expr, *type) != nullptr;
    const bool nearest = type && type->id() == TypeId::kFloat32 &&
                         (expr->type().IsDecimal() || expr->type().IsInteger());
    if (!fits && !nearest) widen(expr);
  }
  const bool has_text =
      std::any_of(exprs.begin(), exprs.end(), [](const ExprPtr& e) { return IsStringLiteral(*e); });
  // Labels beside text are text, which need not be a label.
  if (has_text && (!type || type->id() == TypeId::kEnum || type->id() == TypeId::kNull))
    return TypeId::kVarchar;
  return type.value_or(TypeId::kNull);
}

LogicalType UnifyTypes(std::vector<ExprPtr>& exprs, const std::string& what, SourceRange range) {
  const LogicalType type = CommonTypeOf(exprs, what, range);
  for (ExprPtr& expr : exprs) expr = CoerceTo(std::move(expr), type);
  return type;
}

}  // namespace lakebolt
