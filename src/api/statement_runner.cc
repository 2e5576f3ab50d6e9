#include "api/statement_runner.h"

#include <cctype>
#include <chrono>
#include <set>

#include "api/explain_analyze.h"
#include "api/rows_result.h"
#include "base/error.h"
#include "expression/evaluator.h"
#include "plan/binder/literal.h"
#include "plan/explain.h"
#include "plan/operators.h"
#include "source/memory_table.h"
#include "types/time_zone.h"

namespace lakebolt {

namespace {

/// Returns the name of a table: its last part. Schemas are not there yet but for "main".
std::string TableName(const sql::QualifiedName& name) {
  for (size_t i = 0; i + 1 < name.size(); ++i) {
    if (name[i].text == "main" || name[i].text == "memory") continue;
    throw UserError(ErrorCode::kNotSupported, "there is no schema \"" + name[i].text + "\"",
                    name[i].range, "tables live in the schema main");
  }
  return name.back().text;
}

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

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

/// Gives columns that share a name (in any case) numbers: a, a_1, a_2.
void NumberEqualNames(Schema& schema) {
  std::set<std::string> taken;
  for (Field& field : schema) {
    const std::string name = field.name;
    for (int number = 1; !taken.insert(Lower(field.name)).second; ++number) {
      field.name = name + "_" + std::to_string(number);
    }
  }
}

[[noreturn]] void NotYet(const std::string& what, SourceRange range) {
  throw UserError(ErrorCode::kNotSupported, what + " is not supported yet", range);
}

}  // namespace

StatementRunner::StatementRunner(std::shared_ptr<Database> database, Settings& settings,
                                 const ReplacementScan& replacement_scan,
                                 const Parameters& parameters,
                                 std::shared_ptr<CancellationToken> cancellation)
    : database_(std::move(database)),
      settings_(settings),
      replacement_scan_(replacement_scan),
      parameters_(parameters),
      cancellation_(std::move(cancellation)) {}

std::unique_ptr<Result> StatementRunner::Run(const sql::Statement& statement) {
  using sql::StatementKind;
  switch (statement.kind) {
    case StatementKind::kQuery:
      return Execute(Bind(*sql::As<sql::QueryStatement>(statement).query));
    case StatementKind::kCreateTable:
      return RunCreateTable(sql::As<sql::CreateTableStatement>(statement));
    case StatementKind::kCreateTableAs:
      return RunCreateTableAs(sql::As<sql::CreateTableAsStatement>(statement));
    case StatementKind::kCreateView:
      return RunCreateView(sql::As<sql::CreateViewStatement>(statement));
    case StatementKind::kInsert: return RunInsert(sql::As<sql::InsertStatement>(statement));
    case StatementKind::kDrop: return RunDrop(sql::As<sql::DropStatement>(statement));
    case StatementKind::kExplain: return RunExplain(sql::As<sql::ExplainStatement>(statement));
    case StatementKind::kDescribe: return RunDescribe(sql::As<sql::DescribeStatement>(statement));
    case StatementKind::kSummarize:
      return Execute(
          MakeBinder().BindSummarize(*sql::As<sql::SummarizeStatement>(statement).query));
    case StatementKind::kSet: return RunSet(sql::As<sql::SetStatement>(statement));
    case StatementKind::kReset: return RunReset(sql::As<sql::ResetStatement>(statement));
    case StatementKind::kShow: return RunShow(sql::As<sql::ShowStatement>(statement));
    case StatementKind::kCopy: NotYet("COPY", statement.range);
    case StatementKind::kUse: NotYet("USE", statement.range);
  }
  throw InternalError("statement without runner");
}

Binder StatementRunner::MakeBinder() {
  BinderContext context;
  context.catalog = &database_->catalog();
  context.functions = &database_->functions();
  context.windows = &database_->windows();
  context.settings = &settings_;
  context.replacement_scan = replacement_scan_;
  context.evaluate = [this](BoundQuery query) { return Rows(*Execute(std::move(query))); };
  context.column_ids = &column_ids_;
  context.next_cte_id = &next_cte_id_;
  context.parameters = parameters_.positional;
  context.named_parameters = {parameters_.named.begin(), parameters_.named.end()};
  return Binder(std::move(context));
}

BoundQuery StatementRunner::Bind(const sql::Query& query) {
  return MakeBinder().BindQuery(query);
}

std::unique_ptr<QueryRun> StatementRunner::Execute(BoundQuery query) {
  return std::make_unique<QueryRun>(database_, settings_, std::move(query), column_ids_,
                                    next_cte_id_, cancellation_);
}

std::vector<std::vector<Value>> StatementRunner::Rows(Result& result) {
  std::vector<std::vector<Value>> rows;
  while (const std::optional<Chunk> chunk = result.Next()) {
    for (uint32_t r = 0; r < chunk->size(); ++r) {
      std::vector<Value>& row = rows.emplace_back();
      for (const Vector& column : chunk->columns()) row.push_back(column.GetValue(r));
    }
  }
  return rows;
}

std::vector<Chunk> StatementRunner::Collect(Result& result, uint64_t* rows) {
  std::vector<Chunk> chunks;
  *rows = 0;
  while (std::optional<Chunk> chunk = result.Next()) {
    *rows += chunk->size();
    chunks.push_back(std::move(*chunk));
  }
  return chunks;
}

std::unique_ptr<Result> StatementRunner::RunCreateTable(
    const sql::CreateTableStatement& statement) {
  const std::string name = TableName(statement.name);
  if (statement.options.if_not_exists && database_->catalog().FindTable(name) != nullptr) {
    return RowsResult::Done();
  }
  Schema schema;
  for (const sql::ColumnDefinition& column : statement.columns) {
    if (column.not_null || column.primary_key || column.unique || column.default_value != nullptr ||
        column.check != nullptr) {
      NotYet("a constraint or default on a column", column.name.range);
    }
    for (const Field& earlier : schema) {
      if (Lower(earlier.name) != Lower(column.name.text)) continue;
      throw UserError(ErrorCode::kDuplicateName,
                      "column \"" + column.name.text + "\" is named twice", column.name.range);
    }
    schema.push_back({column.name.text, ResolveType(column.type, column.name.range), true});
  }
  if (!statement.primary_key.empty()) NotYet("PRIMARY KEY", statement.range);
  database_->catalog().AddTable(name, std::make_shared<MemoryTable>(name, std::move(schema)),
                                statement.options.or_replace);
  return RowsResult::Done();
}

std::unique_ptr<Result> StatementRunner::RunCreateTableAs(
    const sql::CreateTableAsStatement& statement) {
  const std::string name = TableName(statement.name);
  Catalog& catalog = database_->catalog();
  const bool exists = catalog.FindTable(name) != nullptr || catalog.FindView(name).has_value();
  if (exists && statement.options.if_not_exists) return RowsResult::Done();
  if (exists && !statement.options.or_replace) {
    throw UserError(ErrorCode::kDuplicateName, "\"" + name + "\" exists already",
                    statement.name.back().range, "use CREATE OR REPLACE TABLE");
  }
  const std::unique_ptr<QueryRun> run = Execute(Bind(*statement.query));
  Schema schema = run->schema();
  if (statement.column_names.size() > schema.size()) {
    throw UserError(ErrorCode::kInvalidQuery, "more column names than columns",
                    statement.column_names.back().range);
  }
  for (size_t i = 0; i < statement.column_names.size(); ++i) {
    schema[i].name = statement.column_names[i].text;
  }
  NumberEqualNames(schema);
  uint64_t rows = 0;
  std::vector<Chunk> chunks;
  if (statement.with_data) chunks = Collect(*run, &rows);
  auto table = std::make_shared<MemoryTable>(name, std::move(schema), std::move(chunks));
  catalog.AddTable(name, std::move(table), statement.options.or_replace);
  return RowsResult::Done(rows);
}

std::unique_ptr<Result> StatementRunner::RunCreateView(const sql::CreateViewStatement& statement) {
  const std::string name = TableName(statement.name);
  if (statement.options.if_not_exists && database_->catalog().FindView(name)) {
    return RowsResult::Done();
  }
  const BoundQuery checked = Bind(*statement.query);
  View view{statement.query_text, {}};
  for (const sql::Identifier& column : statement.column_names) {
    view.column_names.push_back(column.text);
  }
  if (view.column_names.size() > checked.names.size()) {
    throw UserError(ErrorCode::kInvalidQuery, "more column names than columns",
                    statement.column_names.back().range);
  }
  database_->catalog().AddView(name, std::move(view), statement.options.or_replace);
  return RowsResult::Done();
}

std::unique_ptr<Result> StatementRunner::RunInsert(const sql::InsertStatement& statement) {
  const std::string name = TableName(statement.table);
  const auto table = database_->catalog().FindTable(name);
  if (table == nullptr) {
    throw UserError(ErrorCode::kUnknownTable, "there is no table \"" + name + "\"",
                    statement.table.back().range,
                    DidYouMean(name, database_->catalog().TableNames()));
  }
  if (statement.query == nullptr) NotYet("INSERT DEFAULT VALUES", statement.range);
  if (statement.by_name || !statement.columns.empty()) {
    NotYet("INSERT with a column list", statement.range);
  }
  BoundQuery query = Bind(*statement.query);
  const Schema& schema = table->schema();
  if (query.types.size() != schema.size()) {
    throw UserError(ErrorCode::kInvalidQuery,
                    "\"" + name + "\" has " + std::to_string(schema.size()) + " columns, but " +
                        std::to_string(query.types.size()) + " are given",
                    statement.range);
  }
  std::vector<NamedExpr> items;
  for (size_t i = 0; i < schema.size(); ++i) {
    const ExprPtr column =
        std::make_shared<ColumnExpr>(query.columns[i], schema[i].name, query.types[i]);
    const ColumnId id = column_ids_.Next();
    items.push_back({id, schema[i].name, MakeCast(column, schema[i].type)});
    query.columns[i] = id;
    query.types[i] = schema[i].type;
  }
  query.plan = std::make_shared<ProjectNode>(query.plan, std::move(items));
  uint64_t rows = 0;
  std::vector<Chunk> chunks = Collect(*Execute(std::move(query)), &rows);
  // The catalog hands tables out as immutable; appending is the one change it knows, and safe
  // beside running scans.
  std::const_pointer_cast<TableSource>(table)->Append(std::move(chunks));
  return RowsResult::Done(rows);
}

std::unique_ptr<Result> StatementRunner::RunDrop(const sql::DropStatement& statement) {
  for (const sql::QualifiedName& qualified : statement.names) {
    const std::string name = TableName(qualified);
    Catalog& catalog = database_->catalog();
    const bool is_table = statement.object == sql::DropObject::kTable;
    const bool dropped = is_table ? catalog.DropTable(name) : catalog.DropView(name);
    if (dropped || statement.if_exists) continue;
    throw UserError(
        ErrorCode::kUnknownTable,
        std::string("there is no ") + (is_table ? "table" : "view") + " \"" + name + "\"",
        qualified.back().range, DidYouMean(name, catalog.TableNames()));
  }
  return RowsResult::Done();
}

std::unique_ptr<Result> StatementRunner::RunExplain(const sql::ExplainStatement& statement) {
  if (!statement.options.empty()) NotYet("an option of EXPLAIN", statement.range);
  const sql::Query* query = nullptr;
  if (statement.statement->kind == sql::StatementKind::kQuery) {
    query = sql::As<sql::QueryStatement>(*statement.statement).query.get();
  } else if (statement.statement->kind == sql::StatementKind::kCreateTableAs) {
    query = sql::As<sql::CreateTableAsStatement>(*statement.statement).query.get();
  } else {
    NotYet("EXPLAIN of this statement", statement.statement->range);
  }
  const auto begin = std::chrono::steady_clock::now();
  const std::unique_ptr<QueryRun> run = Execute(Bind(*query));
  if (!statement.analyze) return LinesResult("plan", Lines(ExplainPlan(*run->plan())));
  while (run->Next()) {
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  return LinesResult("plan", ExplainAnalyzeLines(*run, seconds.count()));
}

std::unique_ptr<Result> StatementRunner::RunDescribe(const sql::DescribeStatement& statement) {
  if (statement.query == nullptr) return LinesResult("name", database_->catalog().TableNames());
  return Execute(MakeBinder().BindDescribe(*statement.query));
}

std::unique_ptr<Result> StatementRunner::RunSet(const sql::SetStatement& statement) {
  const std::string name = Lower(statement.name.text);
  try {
    if (statement.value == nullptr) {
      settings_.Reset(name, database_->default_settings());
    } else {
      const Value value = EvaluateConstant(MakeBinder().BindExpression(*statement.value, {}));
      std::string text = value.IsNull() ? "" : value.ToString();
      if (name == "timezone") text = TimeZone::Require(text).name();
      settings_.Set(name, text);
    }
  } catch (const UserError& error) {
    throw error.At(statement.name.range);
  }
  return RowsResult::Done();
}

std::unique_ptr<Result> StatementRunner::RunReset(const sql::ResetStatement& statement) {
  if (statement.name.text.empty()) {
    settings_ = database_->default_settings();
    return RowsResult::Done();
  }
  const std::string name = Lower(statement.name.text);
  try {
    settings_.Reset(name, database_->default_settings());
  } catch (const UserError& error) {
    throw error.At(statement.name.range);
  }
  return RowsResult::Done();
}

std::unique_ptr<Result> StatementRunner::RunShow(const sql::ShowStatement& statement) {
  switch (statement.show) {
    case sql::ShowKind::kTables:
    case sql::ShowKind::kAllTables: return LinesResult("name", database_->catalog().TableNames());
    case sql::ShowKind::kDatabases: return LinesResult("database_name", {"memory"});
    case sql::ShowKind::kFunctions: {
      std::vector<std::string> names;
      for (const auto& [name, function] : database_->functions().scalars()) names.push_back(name);
      for (const auto& [name, function] : database_->functions().aggregates()) {
        names.push_back(name);
      }
      for (const auto& [name, function] : database_->windows().functions()) names.push_back(name);
      return LinesResult("function_name", names);
    }
    case sql::ShowKind::kSettings: {
      std::vector<std::vector<std::string>> rows;
      for (const SettingInfo& info : Settings::All()) {
        rows.push_back({info.name, settings_.Get(info.name), info.description});
      }
      return RowsResult::Text({"name", "value", "description"}, rows);
    }
    case sql::ShowKind::kSetting: {
      const std::string name = Lower(statement.name.text);
      try {
        return LinesResult(name, {settings_.Get(name)});
      } catch (const UserError& error) {
        throw error.At(statement.name.range);
      }
    }
  }
  throw InternalError("SHOW without runner");
}

}  // namespace lakebolt
