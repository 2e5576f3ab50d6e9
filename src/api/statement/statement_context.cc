#include "api/statement/statement_context.h"

#include "api/statement/reject_tables.h"
#include "api/system/catalog_tables.h"
#include "api/system/session_functions.h"
#include "vector/held_columns.h"

namespace lakebolt {

StatementContext::StatementContext(SessionState& session, Transaction& transaction,
                                   const Parameters& parameters,
                                   std::shared_ptr<CancellationToken> cancellation)
    : session_(session),
      transaction_(transaction),
      parameters_(parameters),
      cancellation_(std::move(cancellation)),
      functions_(session.database->user_functions().Current()),
      names_(transaction.state(), session.search_path) {}

BinderContext StatementContext::MakeBinderContext() {
  BinderContext context;
  context.catalog = &database().catalog();
  context.names = &names_;
  context.functions = functions_.get();
  context.windows = &database().windows();
  context.settings = &session_.settings;
  context.replacement_scan = session_.replacement_scan;
  context.given_tables = given_tables_;
  context.outer_ctes = outer_ctes_;
  context.outer_cte_count = outer_cte_count_;
  context.system_tables = [this](const std::string&, const std::string& name,
                                 const std::vector<Value>& arguments, bool is_call) {
    return is_call ? MakeCatalogTable(*this, name, arguments) : nullptr;
  };
  context.session_functions = [this](const std::string& name, const std::vector<ExprPtr>& arguments,
                                     SourceRange range) {
    return BindSessionFunction(*this, name, arguments, range);
  };
  context.evaluate = [this](BoundQuery query) {
    std::vector<std::vector<Value>> rows;
    for (const Chunk& chunk : Collect(std::move(query))) {
      for (uint32_t r = 0; r < chunk.size(); ++r) {
        std::vector<Value>& row = rows.emplace_back();
        for (const Vector& column : chunk.columns()) row.push_back(column.GetValue(r));
      }
    }
    return rows;
  };
  context.column_ids = &column_ids_;
  context.next_cte_id = &next_cte_id_;
  context.parameters = parameters_.positional;
  context.named_parameters = {parameters_.named.begin(), parameters_.named.end()};
  return context;
}

BoundQuery StatementContext::Bind(const sql::Query& query) {
  return Binder(MakeBinderContext()).BindQuery(query);
}

std::unique_ptr<QueryRun> StatementContext::Execute(BoundQuery query) {
  session_.memory->SetLimit(session_.settings.memory_limit());
  auto run = std::make_unique<QueryRun>(session_.database, session_.memory, session_.settings,
                                        std::move(query), column_ids_, next_cte_id_, cancellation_);
  const std::shared_ptr<MemoryPool>& account = session_.database->table_memory();
  account->SetLimit(session_.settings.memory_limit());
  OpenRejectTables(transaction_, *run->plan(), account);
  return run;
}

std::vector<Chunk> StatementContext::Collect(BoundQuery query) {
  const std::unique_ptr<QueryRun> run = Execute(std::move(query));
  // Mostly they become rows of a table, which are charged to this account for good.
  MemoryPool& account = *session_.database->table_memory();
  account.SetLimit(session_.settings.memory_limit());
  Reservation bytes(&account, "writing to a table");
  HeldColumns held;
  std::vector<Chunk> chunks;
  while (std::optional<Chunk> chunk = run->Next()) {
    chunk->Compact();
    if (chunk->size() == 0) continue;
    bytes.Grow(held.Add(chunk->mutable_columns()));
    chunks.push_back(std::move(*chunk));
  }
  return chunks;
}

void StatementContext::GiveTable(std::string_view name, std::shared_ptr<const TableSource> rows,
                                 ObjectName of) {
  given_tables_[std::string(name)] = {std::move(rows), std::move(of)};
}

uint64_t CountRows(const std::vector<Chunk>& chunks) {
  uint64_t rows = 0;
  for (const Chunk& chunk : chunks) rows += chunk.size();
  return rows;
}

}  // namespace lakebolt
