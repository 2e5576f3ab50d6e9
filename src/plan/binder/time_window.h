#pragma once

#include <string>

#include "sql/ast/query.h"

namespace lakebolt {

/// Tells whether a function, by its folded name, groups rows by windows of time, as Spark has them.
bool IsTimeWindow(const std::string& name);

/// Finds the call window(…) or session_window(…) among the groups and columns of a SELECT block;
/// null when there is none.
const sql::FunctionCallExpression* FindTimeWindow(const sql::Select& select);

}  // namespace lakebolt
