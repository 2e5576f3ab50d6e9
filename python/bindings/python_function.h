#pragma once

#include <span>
#include <string>
#include <vector>

#include "function/scalar_function.h"
#include "python_ref.h"

namespace lakebolt::python {

/// Describes a function of Python's that gives a value for each row.
struct PythonFunction {
  std::string name;
  PythonRef callable;
  /// Takes a Batch and the SQL types of its columns, and gives an object with `__arrow_c_array__`
  /// of one column, instead of one row's values.
  bool over_arrow = false;
  bool sees_nulls = false;  // else a NULL among the arguments gives NULL
  bool errors_are_null = false;
  const void* database = nullptr;  // the one that calls it
};

/// Calls a function for the rows of `rows`; as a ScalarKernel does.
Vector CallPython(const PythonFunction& function, const LogicalType& result,
                  std::span<const Vector> args, RowSet rows);

}  // namespace lakebolt::python
