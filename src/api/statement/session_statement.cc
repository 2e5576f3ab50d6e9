#include "api/statement/session_statement.h"

#include "api/rows_result.h"
#include "base/transaction_error.h"
#include "expression/evaluator.h"
#include "io/file_access.h"
#include "sql/formatter.h"
#include "sql/parser.h"

namespace lakebolt {

namespace {

[[noreturn]] void ThrowNoSchema(const std::string& name, SourceRange range) {
  throw UserError(kUnknownObjectError, "there is no schema or database \"" + name + "\"", range);
}

}  // namespace

std::unique_ptr<Result> RunUse(StatementContext& context, const sql::UseStatement& statement) {
  const std::vector<std::string> parts = PartsOf(statement.name);
  const SourceRange range = {statement.name.front().range.begin, statement.name.back().range.end};
  const auto schema = context.names().FindSchema(parts);
  if (!schema) ThrowNoSchema(sql::JoinName(statement.name), range);
  context.session().search_path = {*schema};
  return RowsResult::Done();
}

void SetSearchPath(StatementContext& context, const std::string& schemas, SourceRange range) {
  SearchPath path;
  std::string name;
  const auto add = [&] {
    const size_t begin = name.find_first_not_of(" \"");
    if (begin == std::string::npos) return;
    const size_t end = name.find_last_not_of(" \"");
    const std::string trimmed = name.substr(begin, end - begin + 1);
    const size_t dot = trimmed.find('.');
    std::vector<std::string> parts = {trimmed};
    if (dot != std::string::npos) parts = {trimmed.substr(0, dot), trimmed.substr(dot + 1)};
    const auto schema = context.names().FindSchema(parts);
    if (!schema) ThrowNoSchema(trimmed, range);
    path.push_back(*schema);
    name.clear();
  };
  for (const char c : schemas + ",") {
    if (c == ',') {
      add();
    } else {
      name += c;
    }
  }
  if (path.empty()) path = {SchemaName{}};
  context.session().search_path = std::move(path);
}

std::unique_ptr<Result> RunAttach(StatementContext& context,
                                  const sql::AttachStatement& statement) {
  std::string name = statement.name.text;
  if (!statement.path.empty() && statement.path != ":memory:") {
    CheckFileAccess(statement.path);
    throw UserError(ErrorCode::kNotSupported,
                    "only databases in memory can be attached, not \"" + statement.path + "\"",
                    statement.range, "write ATTACH ':memory:' AS name");
  }
  if (name.empty()) name = "memory";
  const std::string folded = FoldName(name);
  if (context.transaction().state().FindDatabase(folded) != nullptr) {
    if (statement.if_not_exists) return RowsResult::Done();
    if (!statement.or_replace) {
      throw UserError(ErrorCode::kDuplicateName, "a database called \"" + name + "\" is attached",
                      statement.range);
    }
  }
  if (folded == kTempDatabase || folded == kSystemDatabase) {
    throw UserError(ErrorCode::kInvalidQuery, "the name \"" + name + "\" is taken by the engine",
                    statement.range);
  }
  context.transaction().Attach(name);
  return RowsResult::Done();
}

std::unique_ptr<Result> RunDetach(StatementContext& context,
                                  const sql::DetachStatement& statement) {
  const std::string folded = FoldName(statement.name.text);
  if (context.transaction().state().FindDatabase(folded) == nullptr) {
    if (statement.if_exists) return RowsResult::Done();
    throw UserError(kUnknownObjectError, "no database \"" + statement.name.text + "\" is attached",
                    statement.name.range);
  }
  const bool in_use = context.session().search_path.front().database == folded;
  if (in_use || folded == kTempDatabase) {
    throw UserError(ErrorCode::kInvalidQuery,
                    "the database \"" + statement.name.text + "\" is in use", statement.name.range,
                    "USE another one first");
  }
  context.transaction().Detach(folded);
  return RowsResult::Done();
}

std::unique_ptr<Result> RunSetVariable(StatementContext& context,
                                       const sql::SetVariableStatement& statement) {
  const std::string name = FoldName(statement.name.text);
  if (statement.value == nullptr) {
    context.session().variables.erase(name);
    return RowsResult::Done();
  }
  const std::string text = "SELECT " + sql::ToSql(*statement.value);
  BoundQuery query = context.Bind(*sql::ParseQuery(text));
  const LogicalType type = query.types.at(0);
  const std::vector<Chunk> rows = context.Collect(std::move(query));
  context.session().variables.insert_or_assign(
      name, rows.empty() ? Value(type) : rows[0].column(0).GetValue(0));
  return RowsResult::Done();
}

}  // namespace lakebolt
