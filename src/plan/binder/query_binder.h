#pragma once

#include <optional>
#include <span>

#include "plan/binder/binder_state.h"
#include "plan/binder/query_level.h"
#include "plan/recursive_cte.h"
#include "sql/ast/query.h"

namespace lakebolt {

/// Holds what stands after a query's body.
struct QueryTail {
  const std::vector<sql::OrderItem>* order_by = nullptr;  // null without
  bool order_by_all = false;
  std::optional<uint64_t> limit;
  uint64_t offset = 0;
  PlanPtr bounds;        // where limit and offset are computed: see ComputedLimitNode
  bool percent = false;  // of `bounds`
  bool with_ties = false;

  bool HasOrder() const { return order_by != nullptr && !order_by->empty(); }
};

/// Describes the column that a value is for.
struct ValueTarget {
  std::string name;
  LogicalType type;
  ExprPtr default_value;
};

/// Binds one query: WITH, its body, ORDER BY and LIMIT. `outer` is the query around it whose
/// columns it may use; null at the top and where none may be used.
class QueryBinder {
 public:
  QueryBinder(BinderState& state, QueryLevel* outer, const CteScope* ctes)
      : state_(state), outer_(outer), ctes_(ctes) {}

  BoundQuery Bind(const sql::Query& query);

  /// Binds the definition of `cte`, which may refer to itself and is in scope already.
  BoundQuery BindRecursive(const sql::Query& query, CteScope& cte) {
    recursive_ = &cte;
    return Bind(query);
  }
  /// Binds VALUES. With `targets` each value is cast to its column's type by itself, and DEFAULT
  /// is understood, as INSERT wants it.
  BoundQuery BindValues(const sql::Values& values,
                        const std::vector<ValueTarget>* targets = nullptr);

  /// Binds `query` where the definitions are known. `body_only` says that they are its own WITH,
  /// else it may have one besides.
  BoundQuery BindWithCtes(std::span<const sql::CommonTableExpression> definitions, bool recursive,
                          const sql::Query& query, bool body_only);

 private:
  BoundQuery BindBodyAndTail(const sql::Query& query);
  BoundQuery BindBody(const sql::QueryBody& body);

  // bind_cte.cc
  /// Throws unless the rows of a CTE that changes data have been given.
  void RequireWritten(const sql::CommonTableExpression& definition) const;
  void BindCte(const sql::CommonTableExpression& definition, bool recursive, CteScope& cte);

  // bind_recursive_cte.cc
  std::optional<BoundQuery> BindRecursiveUnion(const sql::Query& query);
  void BindKey(const sql::CommonTableExpression& definition, BoundQuery& rows,
               RecursiveCteNode::Key& key);

  // bind_set_operation.cc
  BoundQuery BindSetOperations(const sql::SetOperation& top);
  BoundQuery Combine(const sql::SetOperation& operation, std::vector<BoundQuery> inputs);

  // bind_order.cc
  BoundQuery OrderAndLimit(BoundQuery query, const QueryTail& tail);

  // bind_limit.cc
  void BindLimits(const sql::Query& query, QueryTail& tail);
  ExprPtr BindBound(const sql::Expression& expression, const LogicalType& type, const char* what);

  BinderState& state_;
  QueryLevel* outer_;
  const CteScope* ctes_;
  CteScope* recursive_ = nullptr;  // whose definition the query is
};

/// Throws unless a CTE of `columns` columns can take the names given to it.
void CheckCteNames(const sql::CommonTableExpression& definition, size_t columns,
                   const BinderState& state);

/// Puts LIMIT and OFFSET above a plan where they do something.
PlanPtr ApplyLimit(PlanPtr plan, const QueryTail& tail);

}  // namespace lakebolt
