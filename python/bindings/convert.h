#pragma once

#include <nanobind/nanobind.h>

#include <span>
#include <string>

#include "types/value.h"
#include "vector/vector.h"

namespace lakebolt::python {

/// Returns the text of a Python str. nanobind's own conversion ends the process when memory is
/// short.
std::string Utf8(nanobind::handle object);

/// Tells whether a call with the row's values gets a NULL.
bool AnyNull(std::span<const Vector> args, uint32_t row);

/// Makes the Python object of one row of `column`: None, bool, int, float, Decimal, str, bytes,
/// date, time, datetime (truncated to microseconds), timedelta (a month counts 30 days), UUID,
/// list, dict. A date or time outside of what Python can hold becomes a str.
nanobind::object ToPython(const Vector& column, uint32_t row);

/// Makes the value of a query parameter, lists and dicts among them; throws UserError
/// kInvalidArgument for types that have none.
Value FromPython(nanobind::handle object);

}  // namespace lakebolt::python
