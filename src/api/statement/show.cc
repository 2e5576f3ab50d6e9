#include "api/statement/show.h"

#include "sql/parser.h"

namespace lakebolt {

namespace {

std::string Quote(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  return quoted + "'";
}

std::unique_ptr<Result> RunText(StatementContext& context, const std::string& sql) {
  return context.Execute(context.Bind(*sql::ParseQuery(sql)));
}

}  // namespace

const char* const kShowAllTablesSql =
    "SELECT database_name AS database, schema_name AS schema, table_name AS name, "
    "list(column_name ORDER BY column_index) AS column_names, "
    "list(data_type ORDER BY column_index) AS column_types, "
    "database_name = 'temp' AS temporary FROM duckdb_columns() "
    "GROUP BY database_name, schema_name, table_name ORDER BY 1, 2, 3";

const char* const kShowDatabasesSql =
    "SELECT database_name FROM duckdb_databases() WHERE NOT internal ORDER BY database_name";

std::string ShowTablesSql(const SearchPath& path) {
  std::string places = "database_name = 'temp'";
  for (const SchemaName& place : path) {
    places += " OR (lower(database_name) = " + Quote(place.database) +
              " AND lower(schema_name) = " + Quote(place.schema) + ")";
  }
  return "SELECT table_name AS name FROM duckdb_tables() WHERE " + places +
         " UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal AND (" + places +
         ") ORDER BY name";
}

std::unique_ptr<Result> ShowTables(StatementContext& context) {
  return RunText(context, ShowTablesSql(context.session().search_path));
}

std::unique_ptr<Result> ShowAllTables(StatementContext& context) {
  return RunText(context, kShowAllTablesSql);
}

std::unique_ptr<Result> ShowDatabases(StatementContext& context) {
  return RunText(context, kShowDatabasesSql);
}

}  // namespace lakebolt
