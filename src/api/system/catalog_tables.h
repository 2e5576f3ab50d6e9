#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/statement/statement_context.h"

namespace lakebolt {

/// Makes the table that a call such as duckdb_tables() stands for, out of the catalog as the
/// statement sees it; null when `name` is none of these.
std::shared_ptr<const TableSource> MakeCatalogTable(StatementContext& context,
                                                    const std::string& name,
                                                    const std::vector<Value>& arguments);

/// Writes the CREATE TABLE that makes a table.
std::string TableSql(const TableEntry& table);

/// Describes a column of a table or view.
struct ColumnDescription {
  std::string name;
  LogicalType type;
  bool nullable = true;
  std::string default_sql;
  std::string generated_sql;
  std::optional<std::string> comment;
};

/// Lists the columns of a table or view; none for a view that no longer fits its tables.
std::vector<ColumnDescription> DescribeRelation(StatementContext& context, const ObjectName& name,
                                                const CatalogEntry& entry);

/// Returns the name of a constraint, made up from its columns where none was given.
std::string ConstraintName(const TableEntry& table, const TableConstraint& constraint);
/// Writes a constraint as in CREATE TABLE.
std::string ConstraintSql(const TableConstraint& constraint);

/// Calls `visit` for each schema of each database, in order.
void ForEachSchema(
    const CatalogState& state,
    const std::function<void(const DatabaseState& database, const SchemaState& schema)>& visit);

}  // namespace lakebolt
