#pragma once

#include <nanobind/nanobind.h>

#include "api/session.h"

namespace lakebolt::python {

/// Adds to the class of sessions the methods by which functions of Python's become SQL's.
void BindUserFunctions(nanobind::module_& module, nanobind::class_<Session>& session);

}  // namespace lakebolt::python
