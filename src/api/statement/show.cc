#include "api/statement/show.h"

#include "sql/parser.h"

namespace lakebolt {

namespace {

std::unique_ptr<Result> Read(StatementContext& context, const char* view) {
  return context.Execute(context.Bind(*sql::ParseQuery(std::string("FROM system.main.") + view)));
}

}  // namespace

std::unique_ptr<Result> ShowTables(StatementContext& context) {
  return Read(context, "show_tables");
}

std::unique_ptr<Result> ShowAllTables(StatementContext& context) {
  return Read(context, "show_all_tables");
}

std::unique_ptr<Result> ShowDatabases(StatementContext& context) {
  return Read(context, "show_databases");
}

}  // namespace lakebolt
