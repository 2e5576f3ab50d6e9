#pragma once

#include <memory>
#include <vector>

#include "api/statement/statement_context.h"

namespace lakebolt {

/// Makes duckdb_functions(): functions of the box and of users, macros and functions that stand in
/// FROM, a row for each overload under each name.
std::shared_ptr<const TableSource> MakeFunctionTable(StatementContext& context,
                                                     const std::vector<Value>& arguments);

}  // namespace lakebolt
