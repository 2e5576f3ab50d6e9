#pragma once

#include "base/error.h"
#include "function/scalar_function.h"

namespace lakebolt {

/// Tells whether an error is one of a value: TRY gives NULL for it. Running out of memory, a query
/// cancelled and the like concern the whole query.
bool IsValueError(const UserError& error);

/// Makes of a kernel one that gives NULL for the rows where `kernel` fails.
ScalarKernel Trying(ScalarKernel kernel, LogicalType result);

/// Makes the function of one lambda without parameters that gives its body's value, NULL for the
/// rows where computing it fails.
BoundScalar MakeTryFunction(const LogicalType& type);

}  // namespace lakebolt
