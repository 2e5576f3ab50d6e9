#include "api/statement_runner.h"

#include <chrono>

#include "api/explain_analyze.h"
#include "api/rows_result.h"
#include "api/statement/alter_table.h"
#include "api/statement/copy.h"
#include "api/statement/create_object.h"
#include "api/statement/create_table.h"
#include "api/statement/create_type.h"
#include "api/statement/create_view.h"
#include "api/statement/data_writer.h"
#include "api/statement/drop.h"
#include "api/statement/session_statement.h"
#include "api/statement/setting_statement.h"
#include "api/statement/show.h"
#include "base/error.h"
#include "plan/explain.h"
#include "source/memory_table.h"

namespace lakebolt {

namespace {

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::string line;
  for (const char c : text) {
    if (c == '\n') {
      lines.push_back(std::move(line));
      line.clear();
    } else {
      line += c;
    }
  }
  if (!line.empty()) lines.push_back(std::move(line));
  return lines;
}

std::unique_ptr<Result> LinesResult(const std::string& column,
                                    const std::vector<std::string>& lines) {
  std::vector<std::vector<std::string>> rows;
  for (const std::string& line : lines) rows.push_back({line});
  return RowsResult::Text({column}, rows);
}

/// Returns the query that computes what a statement writes; null where there is not one alone.
const sql::Query* WrittenQuery(const sql::Statement& statement) {
  switch (statement.kind) {
    case sql::StatementKind::kInsert: return sql::As<sql::InsertStatement>(statement).query.get();
    case sql::StatementKind::kUpdate: return sql::As<sql::UpdateStatement>(statement).query.get();
    case sql::StatementKind::kDelete: return sql::As<sql::DeleteStatement>(statement).query.get();
    default: return nullptr;
  }
}

/// Returns the query whose WITH is that of the statement; null where there is none.
const sql::Query* QueryWithCtes(const sql::Statement& statement) {
  switch (statement.kind) {
    case sql::StatementKind::kQuery: return sql::As<sql::QueryStatement>(statement).query.get();
    case sql::StatementKind::kCreateTableAs:
      return sql::As<sql::CreateTableAsStatement>(statement).query.get();
    case sql::StatementKind::kMerge: {
      const auto& merge = sql::As<sql::MergeStatement>(statement);
      return merge.source ? merge.source.get() : merge.queries.front().query.get();
    }
    default: return WrittenQuery(statement);
  }
}

[[noreturn]] void NotYet(const std::string& what, SourceRange range) {
  throw UserError(ErrorCode::kNotSupported, what + " is not supported yet", range);
}

}  // namespace

StatementRunner::StatementRunner(SessionState& session, Transaction& transaction,
                                 const Parameters& parameters,
                                 std::shared_ptr<CancellationToken> cancellation)
    : context_(session, transaction, parameters, std::move(cancellation)) {}

void StatementRunner::RunWrittenCtes(const sql::Statement& statement) {
  const sql::Query* query = QueryWithCtes(statement);
  if (query == nullptr) return;
  for (size_t i = 0; i < query->ctes.size(); ++i) {
    const sql::CommonTableExpression& cte = query->ctes[i];
    if (cte.write == nullptr) continue;
    context_.SetOuterCtes(&query->ctes, i);
    const std::unique_ptr<Result> result = Run(*cte.write);
    std::vector<Chunk> rows;
    while (std::optional<Chunk> chunk = result->Next()) rows.push_back(std::move(*chunk));
    const auto& select = sql::As<sql::Select>(*cte.query->body);
    context_.GiveTable(
        sql::As<sql::BaseTableRef>(*select.from).name.front().text,
        std::make_shared<MemoryTable>(cte.name.text, result->schema(), std::move(rows)));
    context_.SetOuterCtes(nullptr, 0);
  }
}

std::unique_ptr<Result> StatementRunner::Run(const sql::Statement& statement) {
  using sql::StatementKind;
  RunWrittenCtes(statement);
  switch (statement.kind) {
    case StatementKind::kQuery:
      return context_.Execute(context_.Bind(*sql::As<sql::QueryStatement>(statement).query));
    case StatementKind::kCreateTable:
      return RunCreateTable(context_, sql::As<sql::CreateTableStatement>(statement));
    case StatementKind::kCreateTableAs:
      return RunCreateTableAs(context_, sql::As<sql::CreateTableAsStatement>(statement));
    case StatementKind::kCreateType:
      return RunCreateType(context_, sql::As<sql::CreateTypeStatement>(statement));
    case StatementKind::kCreateView:
      return RunCreateView(context_, sql::As<sql::CreateViewStatement>(statement));
    case StatementKind::kInsert: {
      const auto& insert = sql::As<sql::InsertStatement>(statement);
      return DataWriter(context_, insert.table).Insert(insert);
    }
    case StatementKind::kUpdate: {
      const auto& update = sql::As<sql::UpdateStatement>(statement);
      return DataWriter(context_, update.table).Update(update);
    }
    case StatementKind::kDelete: {
      const auto& remove = sql::As<sql::DeleteStatement>(statement);
      return DataWriter(context_, remove.table).Delete(remove);
    }
    case StatementKind::kMerge: {
      const auto& merge = sql::As<sql::MergeStatement>(statement);
      return DataWriter(context_, merge.table).Merge(merge);
    }
    case StatementKind::kDrop: return RunDrop(context_, sql::As<sql::DropStatement>(statement));
    case StatementKind::kExplain: return RunExplain(sql::As<sql::ExplainStatement>(statement));
    case StatementKind::kDescribe: return RunDescribe(sql::As<sql::DescribeStatement>(statement));
    case StatementKind::kSummarize:
      return context_.Execute(
          Binder(context_.MakeBinderContext())
              .BindSummarize(*sql::As<sql::SummarizeStatement>(statement).query));
    case StatementKind::kSet: return RunSet(context_, sql::As<sql::SetStatement>(statement));
    case StatementKind::kReset: return RunReset(context_, sql::As<sql::ResetStatement>(statement));
    case StatementKind::kShow: return RunShow(sql::As<sql::ShowStatement>(statement));
    case StatementKind::kCopy: return RunCopy(context_, sql::As<sql::CopyStatement>(statement));
    case StatementKind::kUse: return RunUse(context_, sql::As<sql::UseStatement>(statement));
    default: return RunDefinition(statement);
  }
  throw InternalError("statement without runner");
}

std::unique_ptr<Result> StatementRunner::RunDefinition(const sql::Statement& statement) {
  using sql::StatementKind;
  switch (statement.kind) {
    case StatementKind::kCreateSchema:
      return RunCreateSchema(context_, sql::As<sql::CreateSchemaStatement>(statement));
    case StatementKind::kCreateSequence:
      return RunCreateSequence(context_, sql::As<sql::CreateSequenceStatement>(statement));
    case StatementKind::kCreateMacro:
      return RunCreateMacro(context_, sql::As<sql::CreateMacroStatement>(statement));
    case StatementKind::kCreateIndex:
      return RunCreateIndex(context_, sql::As<sql::CreateIndexStatement>(statement));
    case StatementKind::kAlter: return RunAlter(context_, sql::As<sql::AlterStatement>(statement));
    case StatementKind::kComment:
      return RunComment(context_, sql::As<sql::CommentStatement>(statement));
    case StatementKind::kAttach:
      return RunAttach(context_, sql::As<sql::AttachStatement>(statement));
    case StatementKind::kDetach:
      return RunDetach(context_, sql::As<sql::DetachStatement>(statement));
    case StatementKind::kSetVariable:
      return RunSetVariable(context_, sql::As<sql::SetVariableStatement>(statement));
    case StatementKind::kPragma:
      return RunPragma(context_, sql::As<sql::PragmaStatement>(statement));
    case StatementKind::kNothing: return RowsResult::Done();
    default: throw InternalError("statement without runner");
  }
}

std::unique_ptr<Result> StatementRunner::RunExplain(const sql::ExplainStatement& statement) {
  if (!statement.options.empty()) NotYet("an option of EXPLAIN", statement.range);
  const sql::Query* query = nullptr;
  if (statement.statement->kind == sql::StatementKind::kQuery) {
    query = sql::As<sql::QueryStatement>(*statement.statement).query.get();
  } else if (statement.statement->kind == sql::StatementKind::kCreateTableAs) {
    query = sql::As<sql::CreateTableAsStatement>(*statement.statement).query.get();
  } else {
    query = WrittenQuery(*statement.statement);
    if (query == nullptr || statement.analyze) {
      NotYet("EXPLAIN of this statement", statement.statement->range);
    }
  }
  const auto begin = std::chrono::steady_clock::now();
  const std::unique_ptr<QueryRun> run = context_.Execute(context_.Bind(*query));
  if (!statement.analyze) return LinesResult("plan", Lines(ExplainPlan(*run->plan())));
  while (run->Next()) {
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  return LinesResult("plan", ExplainAnalyzeLines(*ProfileOf(*run, seconds.count())));
}

std::unique_ptr<Result> StatementRunner::RunDescribe(const sql::DescribeStatement& statement) {
  if (statement.query == nullptr) return ShowAllTables(context_);
  return context_.Execute(Binder(context_.MakeBinderContext()).BindDescribe(*statement.query));
}

std::unique_ptr<Result> StatementRunner::RunShow(const sql::ShowStatement& statement) {
  switch (statement.show) {
    case sql::ShowKind::kTables: return ShowTables(context_, statement.schema);
    case sql::ShowKind::kAllTables: return ShowAllTables(context_);
    case sql::ShowKind::kDatabases: return ShowDatabases(context_);
    case sql::ShowKind::kFunctions: {
      std::vector<std::string> names;
      const auto functions = context_.database().user_functions().Current();
      for (const auto& [name, function] : functions->scalars()) names.push_back(name);
      for (const auto& [name, function] : functions->aggregates()) names.push_back(name);
      for (const auto& [name, function] : context_.database().windows().functions())
        names.push_back(name);
      return LinesResult("function_name", names);
    }
    case sql::ShowKind::kSettings: return ShowAllSettings(context_);
    case sql::ShowKind::kSetting: return ShowSetting(context_, statement.name);
    case sql::ShowKind::kVariables: return ShowVariables(context_);
  }
  throw InternalError("SHOW without runner");
}

}  // namespace lakebolt
