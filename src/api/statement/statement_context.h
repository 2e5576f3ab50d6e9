#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "api/query_run.h"
#include "api/session.h"
#include "api/session_state.h"
#include "base/cancellation.h"
#include "catalog/name_resolver.h"
#include "plan/binder/binder.h"
#include "plan/binder/from_binder.h"
#include "sql/ast/identifier.h"

namespace lakebolt {

/// Serves those who run one statement: binds and runs queries in the session's transaction.
class StatementContext {
 public:
  StatementContext(SessionState& session, Transaction& transaction, const Parameters& parameters,
                   std::shared_ptr<CancellationToken> cancellation);
  StatementContext(const StatementContext&) = delete;
  StatementContext& operator=(const StatementContext&) = delete;

  SessionState& session() { return session_; }
  Database& database() { return *session_.database; }
  Settings& settings() { return session_.settings; }
  Transaction& transaction() { return transaction_; }
  const NameResolver& names() const { return names_; }
  ColumnIds& column_ids() { return column_ids_; }

  /// Returns what a binder needs.
  BinderContext MakeBinderContext();
  BoundQuery Bind(const sql::Query& query);
  /// Plans a bound query; its rows stream.
  std::unique_ptr<QueryRun> Execute(BoundQuery query);
  /// Runs a query to its end; returns its chunks, without selections.
  std::vector<Chunk> Collect(BoundQuery query);

  /// Lets queries bound from now on find rows under a name; see BinderContext::given_tables.
  void GiveTable(std::string_view name, std::shared_ptr<const TableSource> rows,
                 ObjectName of = {});

  /// Lets queries bound from now on refer to the first `count` of `ctes`, which must live on.
  void SetOuterCtes(const std::vector<sql::CommonTableExpression>* ctes, size_t count) {
    outer_ctes_ = ctes;
    outer_cte_count_ = count;
  }

  /// Lists the views whose columns are being described: one that lists views would go on for ever.
  std::set<const CatalogEntry*>& views_in_description() { return views_in_description_; }

 private:
  SessionState& session_;
  Transaction& transaction_;
  const Parameters& parameters_;
  std::shared_ptr<CancellationToken> cancellation_;
  std::shared_ptr<const FunctionRegistry> functions_;  // as they are when the statement begins
  NameResolver names_;
  ColumnIds column_ids_;
  uint32_t next_cte_id_ = 0;
  std::set<const CatalogEntry*> views_in_description_;
  std::map<std::string, GivenTable> given_tables_;
  const std::vector<sql::CommonTableExpression>* outer_ctes_ = nullptr;
  size_t outer_cte_count_ = 0;
};

/// Counts the rows of chunks without selections.
uint64_t CountRows(const std::vector<Chunk>& chunks);

}  // namespace lakebolt
