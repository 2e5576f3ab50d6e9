#pragma once

#include <nanobind/nanobind.h>

#include <memory>
#include <string>

#include "python_ref.h"
#include "source/table_source.h"

namespace lakebolt::python {

/// Makes a table of what Python gives: `open()` returns an iterator over rows (tuples, dicts,
/// objects with attributes, or values if there is one column) and batches (with
/// `__arrow_c_array__`, of these columns). It is asked anew by each scan.
std::shared_ptr<const TableSource> MakePythonTable(std::string name, PythonRef open, Schema schema,
                                                   const void* database);

}  // namespace lakebolt::python
