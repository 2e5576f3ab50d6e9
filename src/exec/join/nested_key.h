#pragma once

#include "expression/expression.h"

namespace lakebolt {

/// Makes what joins look up where lists, structs or maps have to be equal: a hash of the value.
/// What is equal has the same one; whether what has the same one is equal, a residual must say.
/// NULL for NULL, unless `null_safe`.
ExprPtr MakeNestedKey(const ExprPtr& value, bool null_safe);

}  // namespace lakebolt
