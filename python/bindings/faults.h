#pragma once

#include <nanobind/nanobind.h>

namespace lakebolt::python {

/// Adds the functions by which the tests make operations fail (base/fault.h).
void BindFaults(nanobind::module_& module);

}  // namespace lakebolt::python
