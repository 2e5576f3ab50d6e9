#include "api/statement/show.h"

#include "base/transaction_error.h"
#include "sql/formatter.h"
#include "sql/parser.h"

namespace lakebolt {

namespace {

std::unique_ptr<Result> Read(StatementContext& context, const char* view) {
  return context.Execute(context.Bind(*sql::ParseQuery(std::string("FROM system.main.") + view)));
}

std::string Quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
  return out + "'";
}

}  // namespace

std::unique_ptr<Result> ShowTables(StatementContext& context, const sql::QualifiedName& schema) {
  if (schema.empty()) return Read(context, "show_tables");
  std::vector<std::string> parts;
  for (const sql::Identifier& part : schema) parts.push_back(part.text);
  const auto place = context.names().FindSchema(parts);
  if (!place) {
    throw UserError(kUnknownObjectError,
                    "there is no schema or database \"" + sql::JoinName(schema) + "\"",
                    {schema.front().range.begin, schema.back().range.end});
  }
  return context.Execute(context.Bind(*sql::ParseQuery(
      "SELECT table_name AS name FROM (SELECT database_name, schema_name, table_name "
      "FROM duckdb_tables() UNION ALL SELECT database_name, schema_name, view_name "
      "FROM duckdb_views()) WHERE lower(database_name) = " +
      Quoted(place->database) + " AND lower(schema_name) = " + Quoted(place->schema) +
      " ORDER BY name")));
}

std::unique_ptr<Result> ShowVariables(StatementContext& context) {
  return context.Execute(context.Bind(*sql::ParseQuery("FROM duckdb_variables() ORDER BY name")));
}

std::unique_ptr<Result> ShowAllTables(StatementContext& context) {
  return Read(context, "show_all_tables");
}

std::unique_ptr<Result> ShowDatabases(StatementContext& context) {
  return Read(context, "show_databases");
}

}  // namespace lakebolt
