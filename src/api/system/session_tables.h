#pragma once

#include <memory>
#include <vector>

#include "api/statement/statement_context.h"

namespace lakebolt {

/// Lists the session's variables: duckdb_variables().
std::shared_ptr<const TableSource> MakeVariableTable(StatementContext& context,
                                                     const std::vector<Value>& arguments);
/// Lists all settings with their values: duckdb_settings().
std::shared_ptr<const TableSource> MakeSettingTable(StatementContext& context,
                                                    const std::vector<Value>& arguments);
/// Tells the engine's version: pragma_version().
std::shared_ptr<const TableSource> MakeVersionTable(StatementContext& context,
                                                    const std::vector<Value>& arguments);
/// Tells what the database's queries hold in memory and on disk, in bytes: duckdb_memory().
std::shared_ptr<const TableSource> MakeMemoryTable(StatementContext& context,
                                                   const std::vector<Value>& arguments);

}  // namespace lakebolt
