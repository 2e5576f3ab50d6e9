#include "api/statement_runner.h"

#include <algorithm>
#include <chrono>

#include "api/explain_analyze.h"
#include "api/rows_result.h"
#include "api/statement/alter_table.h"
#include "api/statement/create_object.h"
#include "api/statement/create_table.h"
#include "api/statement/create_type.h"
#include "api/statement/create_view.h"
#include "api/statement/data_writer.h"
#include "api/statement/drop.h"
#include "api/statement/session_statement.h"
#include "api/statement/show.h"
#include "base/ascii.h"
#include "base/error.h"
#include "expression/evaluator.h"
#include "plan/explain.h"
#include "sql/formatter.h"
#include "sql/parser.h"
#include "types/time_zone.h"

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

bool IsSetting(const std::string& name) {
  const std::vector<SettingInfo>& all = Settings::All();
  return std::any_of(all.begin(), all.end(),
                     [&](const SettingInfo& info) { return info.name == name; });
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

[[noreturn]] void NotYet(const std::string& what, SourceRange range) {
  throw UserError(ErrorCode::kNotSupported, what + " is not supported yet", range);
}

}  // namespace

StatementRunner::StatementRunner(SessionState& session, Transaction& transaction,
                                 const Parameters& parameters,
                                 std::shared_ptr<CancellationToken> cancellation)
    : context_(session, transaction, parameters, std::move(cancellation)) {}

std::unique_ptr<Result> StatementRunner::Run(const sql::Statement& statement) {
  using sql::StatementKind;
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
    case StatementKind::kSet: return RunSet(sql::As<sql::SetStatement>(statement));
    case StatementKind::kReset: return RunReset(sql::As<sql::ResetStatement>(statement));
    case StatementKind::kShow: return RunShow(sql::As<sql::ShowStatement>(statement));
    case StatementKind::kCopy: NotYet("COPY", statement.range);
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
  return LinesResult("plan", ExplainAnalyzeLines(*run, seconds.count()));
}

std::unique_ptr<Result> StatementRunner::RunDescribe(const sql::DescribeStatement& statement) {
  if (statement.query == nullptr) return ShowAllTables(context_);
  return context_.Execute(Binder(context_.MakeBinderContext()).BindDescribe(*statement.query));
}

std::unique_ptr<Result> StatementRunner::RunSet(const sql::SetStatement& statement) {
  const std::string name = AsciiLower(statement.name.text);
  if (!IsSetting(name) && IsIgnoredSetting(name)) return RowsResult::Done();
  try {
    if (name == "search_path" || name == "schema") {
      const Binder binder(context_.MakeBinderContext());
      SetSearchPath(context_,
                    statement.value == nullptr
                        ? ""
                        : EvaluateConstant(binder.BindExpression(*statement.value, {})).ToString(),
                    statement.range);
    } else if (statement.value == nullptr) {
      context_.settings().Reset(name, context_.database().default_settings());
    } else {
      const Binder binder(context_.MakeBinderContext());
      const Value value = EvaluateConstant(binder.BindExpression(*statement.value, {}));
      std::string text = value.IsNull() ? "" : value.ToString();
      if (name == "timezone") text = TimeZone::Require(text).name();
      context_.settings().Set(name, text);
    }
  } catch (const UserError& error) {
    throw error.At(statement.name.range);
  }
  return RowsResult::Done();
}

std::unique_ptr<Result> StatementRunner::RunReset(const sql::ResetStatement& statement) {
  if (statement.name.text.empty()) {
    context_.settings() = context_.database().default_settings();
    return RowsResult::Done();
  }
  const std::string name = AsciiLower(statement.name.text);
  if (!IsSetting(name) && IsIgnoredSetting(name)) return RowsResult::Done();
  if (name == "search_path" || name == "schema") {
    SetSearchPath(context_, "", statement.range);
    return RowsResult::Done();
  }
  try {
    context_.settings().Reset(name, context_.database().default_settings());
  } catch (const UserError& error) {
    throw error.At(statement.name.range);
  }
  return RowsResult::Done();
}

std::unique_ptr<Result> StatementRunner::RunShow(const sql::ShowStatement& statement) {
  switch (statement.show) {
    case sql::ShowKind::kTables: return ShowTables(context_);
    case sql::ShowKind::kAllTables: return ShowAllTables(context_);
    case sql::ShowKind::kDatabases: return ShowDatabases(context_);
    case sql::ShowKind::kFunctions: {
      std::vector<std::string> names;
      for (const auto& [name, function] : context_.database().functions().scalars())
        names.push_back(name);
      for (const auto& [name, function] : context_.database().functions().aggregates()) {
        names.push_back(name);
      }
      for (const auto& [name, function] : context_.database().windows().functions())
        names.push_back(name);
      return LinesResult("function_name", names);
    }
    case sql::ShowKind::kSettings: {
      std::vector<std::vector<std::string>> rows;
      for (const SettingInfo& info : Settings::All()) {
        rows.push_back({info.name, context_.settings().Get(info.name), info.description});
      }
      return RowsResult::Text({"name", "value", "description"}, rows);
    }
    case sql::ShowKind::kSetting: {
      const std::string name = AsciiLower(statement.name.text);
      if (context_.names().Find(NameKind::kRelation, {statement.name.text})) {
        const auto query = sql::ParseQuery("FROM " + sql::QuoteIdentifier(statement.name.text));
        return context_.Execute(Binder(context_.MakeBinderContext()).BindDescribe(*query));
      }
      try {
        return LinesResult(name, {context_.settings().Get(name)});
      } catch (const UserError& error) {
        throw error.At(statement.name.range);
      }
    }
  }
  throw InternalError("SHOW without runner");
}

}  // namespace lakebolt
