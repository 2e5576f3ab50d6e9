#include <algorithm>
#include <array>

#include "api/rows_result.h"
#include "api/statement/session_statement.h"
#include "api/statement/show.h"
#include "base/error.h"
#include "sql/formatter.h"
#include "sql/parser.h"

namespace lakebolt {

namespace {

/// Tells whether a pragma of DuckDB switches something that this engine does not have, or always
/// does: it is taken and forgotten.
bool IsHarmless(const std::string& name) {
  constexpr std::array<std::string_view, 6> kPrefixes = {"enable_", "disable_", "verify_",
                                                         "force_",  "debug_",   "checkpoint"};
  constexpr std::array<std::string_view, 2> kNames = {"import_database", "metadata_info"};
  return std::any_of(kPrefixes.begin(), kPrefixes.end(),
                     [&](std::string_view prefix) { return name.starts_with(prefix); }) ||
         std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

}  // namespace

std::unique_ptr<Result> RunPragma(StatementContext& context,
                                  const sql::PragmaStatement& statement) {
  const std::string name = FoldName(statement.name.text);
  if (IsHarmless(name)) return RowsResult::Done();
  if (name == "show_tables") return ShowTables(context);
  if (name == "show_tables_expanded") return ShowAllTables(context);
  if (name == "show_databases") return ShowDatabases(context);
  std::string text = "SELECT * FROM pragma_" + name + "(";
  if (name == "show" || name == "table_info" || name == "storage_info") {
    text = "SELECT * FROM pragma_table_info(";
  }
  for (size_t i = 0; i < statement.arguments.size(); ++i) {
    text += (i == 0 ? "" : ", ") + sql::ToSql(*statement.arguments[i]);
  }
  try {
    return context.Execute(context.Bind(*sql::ParseQuery(text + ")")));
  } catch (const UserError& error) {
    if (error.code() == ErrorCode::kUnknownFunction) {
      throw UserError(ErrorCode::kNotSupported, "there is no PRAGMA \"" + name + "\"",
                      statement.name.range);
    }
    throw UserError(error.code(), error.what(), statement.range, error.hint());
  }
}

}  // namespace lakebolt
