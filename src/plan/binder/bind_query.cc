#include "plan/binder/query_binder.h"
#include "plan/binder/select_binder.h"

namespace lakebolt {

BoundQuery QueryBinder::Bind(const sql::Query& query) {
  const DepthGuard guard(state_, DepthGuard::Kind::kQuery, query.range);
  if (query.ctes.empty()) return BindBodyAndTail(query);
  return BindWithCtes(query.ctes, query.recursive, query, true);
}

BoundQuery QueryBinder::BindBodyAndTail(const sql::Query& query) {
  if (recursive_ != nullptr) {
    if (std::optional<BoundQuery> bound = BindRecursiveUnion(query)) return std::move(*bound);
  }
  QueryTail tail;
  tail.order_by = &query.order_by;
  tail.order_by_all = query.order_by_all;
  BindLimits(query, tail);
  if (query.body->kind == sql::QueryBodyKind::kSelect) {
    return SelectBinder(state_, outer_, ctes_).Bind(sql::As<sql::Select>(*query.body), tail);
  }
  return OrderAndLimit(BindBody(*query.body), tail);
}

BoundQuery QueryBinder::BindBody(const sql::QueryBody& body) {
  switch (body.kind) {
    case sql::QueryBodyKind::kSelect:
      return SelectBinder(state_, outer_, ctes_).Bind(sql::As<sql::Select>(body), QueryTail{});
    case sql::QueryBodyKind::kSetOperation:
      return BindSetOperations(sql::As<sql::SetOperation>(body));
    case sql::QueryBodyKind::kValues: return BindValues(sql::As<sql::Values>(body));
    case sql::QueryBodyKind::kNested: break;
  }
  return QueryBinder(state_, outer_, ctes_).Bind(*sql::As<sql::NestedQuery>(body).query);
}

}  // namespace lakebolt
