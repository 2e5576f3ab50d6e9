#pragma once

#include <optional>

#include "plan/binder/binder_state.h"
#include "plan/binder/query_level.h"
#include "sql/ast/query.h"

namespace lakebolt {

/// Holds what stands after a query's body.
struct QueryTail {
  const std::vector<sql::OrderItem>* order_by = nullptr;  // null without
  bool order_by_all = false;
  std::optional<uint64_t> limit;
  uint64_t offset = 0;

  bool HasOrder() const { return order_by != nullptr && !order_by->empty(); }
};

/// Binds one query: WITH, its body, ORDER BY and LIMIT. `outer` is the query around it whose
/// columns it may use; null at the top and where none may be used.
class QueryBinder {
 public:
  QueryBinder(BinderState& state, QueryLevel* outer, const CteScope* ctes)
      : state_(state), outer_(outer), ctes_(ctes) {}

  BoundQuery Bind(const sql::Query& query);

 private:
  BoundQuery BindBodyAndTail(const sql::Query& query);
  BoundQuery BindBody(const sql::QueryBody& body);

  // bind_cte.cc
  BoundQuery BindWithCtes(const sql::Query& query);
  void BindCte(const sql::CommonTableExpression& definition, bool recursive, CteScope& cte);

  // bind_set_operation.cc
  BoundQuery BindSetOperations(const sql::SetOperation& top);
  BoundQuery Combine(const sql::SetOperation& operation, std::vector<BoundQuery> inputs);

  // bind_values.cc
  BoundQuery BindValues(const sql::Values& values);

  // bind_order.cc
  BoundQuery OrderAndLimit(BoundQuery query, const QueryTail& tail);

  // bind_limit.cc
  std::optional<uint64_t> BindLimit(const sql::Expression& expression, const char* what);

  BinderState& state_;
  QueryLevel* outer_;
  const CteScope* ctes_;
};

/// Puts LIMIT and OFFSET above a plan where they do something.
PlanPtr ApplyLimit(PlanPtr plan, const QueryTail& tail);

}  // namespace lakebolt
