#pragma once

#include <string>
#include <vector>

#include "expression/expression.h"

namespace lakebolt {

// Literals are adaptable: a string literal takes the type of what it meets, NULL any type, and a
// number the column's type where it fits exactly, so that columns are compared without casts.
// A VARCHAR constant counts as a string literal: explicit casts stay CastExpr until folded.

bool IsStringLiteral(const Expr& expr);
/// Tells whether `expr` is a NULL that has no type yet.
bool IsNullLiteral(const Expr& expr);

/// Casts to `type`; constants at once, and a value that does not fit raises an error at its place.
ExprPtr CoerceTo(ExprPtr expr, const LogicalType& type);

/// Casts to the type of the column `name` that the value is written to; any cast that exists will
/// do. Throws kTypeMismatch when there is none.
ExprPtr AssignTo(ExprPtr expr, const LogicalType& type, const std::string& name);

/// Casts to BOOLEAN from what may stand for a truth value; `what` names the place in errors, such
/// as "WHERE" or "an operand of AND".
ExprPtr CoerceToBoolean(ExprPtr expr, const std::string& what);

/// Brings two sides of a comparison to one type; throws kTypeMismatch at `range`, with `strict`
/// also where text would be read as something else, or the other way round; literals are free.
void CoerceComparison(ExprPtr& left, ExprPtr& right, SourceRange range, bool strict = false);

/// Brings all to one type and returns it; `what` names the place in errors, such as "CASE".
LogicalType UnifyTypes(std::vector<ExprPtr>& exprs, const std::string& what, SourceRange range);

/// Unifies like UnifyTypes, but only finds the type.
LogicalType CommonTypeOf(const std::vector<ExprPtr>& exprs, const std::string& what,
                         SourceRange range);

/// Gives number literals among two operands of arithmetic the type of the other operand where that
/// is an integer or float type they fit.
void AdaptOperands(ExprPtr& left, ExprPtr& right);

/// Returns the value in `type` when that loses nothing; both numeric, or date and timestamp.
ExprPtr TryExactLiteral(const ExprPtr& literal, const LogicalType& type);

}  // namespace lakebolt
