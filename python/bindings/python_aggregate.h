#pragma once

#include <memory>

#include "function/aggregate_function.h"
#include "python_function.h"

namespace lakebolt::python {

/// Makes states that are objects of a class of Python's, one a group: `accumulate(*values)` takes a
/// row, `merge(other)` another state, `finish()` gives the result. States leave as pickles.
std::unique_ptr<AggregateStates> MakeObjectStates(PythonFunction function, LogicalType result);

/// Makes states that keep all values of all arguments; `function` gets them as lists (or, over
/// Arrow, as a column of lists), group by group. A group without rows gives NULL.
std::unique_ptr<AggregateStates> MakeListStates(PythonFunction function, LogicalType result,
                                                std::vector<LogicalType> arguments);

/// Returns the type of MakeListStates' states.
LogicalType ListStateType(const std::vector<LogicalType>& arguments);

}  // namespace lakebolt::python
