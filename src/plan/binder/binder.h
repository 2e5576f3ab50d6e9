#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/settings.h"
#include "catalog/catalog.h"
#include "catalog/name_resolver.h"
#include "function/registry.h"
#include "function/window_registry.h"
#include "plan/logical_plan.h"
#include "sql/ast/query.h"

namespace lakebolt {

struct BoundQuery;

/// Runs a query that another one must see the rows of to be bound (the values of a PIVOT).
using EvaluateQuery = std::function<std::vector<std::vector<Value>>(BoundQuery query)>;

/// Makes the built-in table `name` of a schema ("" where none was written); null when there is
/// none. `is_call` tells `duckdb_tables()` from `duckdb_tables`.
using SystemTableSource = std::function<std::shared_ptr<const TableSource>(
    const std::string& schema, const std::string& name, const std::vector<Value>& arguments,
    bool is_call)>;

/// Binds a call that asks for the session, such as nextval('s'); null when `name` is none of these.
using SessionFunctionBinder = std::function<ExprPtr(
    const std::string& name, const std::vector<ExprPtr>& arguments, SourceRange range)>;

/// Holds rows that a statement finds under a name of its own, and whose they are.
struct GivenTable {
  std::shared_ptr<const TableSource> rows;
  ObjectName of;  // the table that they belong to; empty for no one's
};

/// Holds what names in SQL may mean, and the counters of the query being bound. All pointers must
/// outlive the binder.
struct BinderContext {
  const Catalog* catalog = nullptr;
  const NameResolver* names = nullptr;
  const FunctionRegistry* functions = nullptr;
  const WindowRegistry* windows = nullptr;
  const Settings* settings = nullptr;
  ReplacementScan replacement_scan;  // may be empty
  EvaluateQuery evaluate;            // may be empty
  /// Holds tables under names that stand before all others: the rows of a statement that writes.
  std::map<std::string, GivenTable> given_tables;
  /// Lists CTEs that stand around the query, the outermost first; may be null.
  const std::vector<sql::CommonTableExpression>* outer_ctes = nullptr;
  size_t outer_cte_count = 0;
  /// Makes built-in tables that tell of the session and its catalog; may be empty.
  SystemTableSource system_tables;
  SessionFunctionBinder session_functions;  // may be empty
  ColumnIds* column_ids = nullptr;
  uint32_t* next_cte_id = nullptr;
  std::vector<Value> parameters;                  // of `?` and `$1`, the first at 0
  std::map<std::string, Value> named_parameters;  // of `$name`
};

/// Holds a bound query. The plan gives exactly the ids in `columns`, each once, in the order of
/// their first use; `SELECT a, a` repeats an id in `columns`.
struct BoundQuery {
  PlanPtr plan;
  std::vector<std::string> names;
  std::vector<LogicalType> types;
  std::vector<ColumnId> columns;  // result columns in order
};

/// Turns syntax trees into logical plans: resolves names, chooses functions and types, finds the
/// query level of each aggregate. Subqueries stay as SubqueryExpr and dependent joins, with free
/// references to columns of the queries around them; the optimizer unnests them.
///
/// Throws UserError with the position in the SQL text for whatever is wrong with the query.
class Binder {
 public:
  explicit Binder(BinderContext context) : context_(std::move(context)) {}

  BoundQuery BindQuery(const sql::Query& query) const;

  /// Binds a scalar expression over given columns, as the DataFrame API needs; no aggregates. The
  /// columns are those of a table of the name `relation`, if one is given.
  ExprPtr BindExpression(const sql::Expression& expression, const std::vector<PlanColumn>& columns,
                         const std::string& relation = "") const;

  /// Plans DESCRIBE: a row for each result column of `query`.
  BoundQuery BindDescribe(const sql::Query& query) const;

  /// Plans SUMMARIZE: a row of statistics for each result column of `query`.
  BoundQuery BindSummarize(const sql::Query& query) const;

 private:
  BinderContext context_;
};

/// Returns a plan that gives one column for each of `query.columns`, in order; repeated ones get
/// ids of their own, written back to `query.columns`.
PlanPtr PlanWithDistinctColumns(BoundQuery& query, ColumnIds& ids);

}  // namespace lakebolt
