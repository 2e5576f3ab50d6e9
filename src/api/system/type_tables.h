#pragma once

#include <memory>
#include <vector>

#include "api/statement/statement_context.h"

namespace lakebolt {

/// Makes duckdb_types(): built-in types under all their names, and those of CREATE TYPE.
std::shared_ptr<const TableSource> MakeTypeTable(StatementContext& context,
                                                 const std::vector<Value>& arguments);

/// Makes pragma_collations(): the names that COLLATE takes.
std::shared_ptr<const TableSource> MakeCollationTable(StatementContext& context,
                                                      const std::vector<Value>& arguments);

}  // namespace lakebolt
