#pragma once

#include "expression/expression.h"

namespace lakebolt {

// Rules that rewrite one expression node, its children done already, to an equivalent one; each
// returns the node itself where it does not apply. The list that runs is in expression_rewrite.cc.

/// Puts the constant of a comparison on the right: 5 < x becomes x > 5.
ExprPtr ConstantToRight(ExprPtr node);

/// Moves NOT inwards: NOT (a OR b) becomes NOT a AND NOT b, so that the terms can go their own
/// ways.
ExprPtr PushNotDown(ExprPtr node);

/// Compares a column in its own type: CAST(x AS BIGINT) > 5 becomes x > 5 where the cast loses
/// nothing and the constant is a value of x's type. Also for IN lists.
ExprPtr UnwrapCast(ExprPtr node);

/// Takes out what all branches of an OR share: (a AND b) OR (a AND c) becomes a AND (b OR c).
ExprPtr FactorDisjunction(ExprPtr node);

/// Gathers comparisons of one expression with constants: x = 1 OR x = 2 OR x IN (3, 4) becomes
/// x IN (1, 2, 3, 4).
ExprPtr EqualitiesToIn(ExprPtr node);

}  // namespace lakebolt
