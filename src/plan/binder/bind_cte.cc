#include <deque>

#include "plan/binder/query_binder.h"
#include "plan/operators.h"

namespace lakebolt {

void CheckCteNames(const sql::CommonTableExpression& definition, size_t columns,
                   const BinderState& state) {
  const size_t given = definition.column_aliases.size();
  if (given <= columns) return;
  throw UserError(ErrorCode::kInvalidQuery,
                  "\"" + definition.name.text + "\" has " + std::to_string(columns) +
                      " columns, but " + std::to_string(given) + " names are given",
                  state.Where(definition.name.range));
}

void QueryBinder::BindCte(const sql::CommonTableExpression& definition, bool recursive,
                          CteScope& cte) {
  cte.definition = &definition;
  cte.folded_name = FoldName(definition.name.text);
  cte.id = state_.NewCteId();
  cte.outer_level = outer_;
  // Only under RECURSIVE does a definition see its own name.
  if (recursive) {
    cte.self = CteScope::Self::kOpen;
    cte.bound = QueryBinder(state_, outer_, &cte).BindRecursive(*definition.query, cte);
    cte.self = CteScope::Self::kBound;
  } else {
    cte.bound = QueryBinder(state_, outer_, cte.outer).Bind(*definition.query);
  }
  CheckCteNames(definition, cte.bound.names.size(), state_);
  const size_t given = definition.column_aliases.size();
  for (size_t i = 0; i < given; ++i) cte.bound.names[i] = definition.column_aliases[i].text;
}

BoundQuery QueryBinder::BindWithCtes(const sql::Query& query) {
  std::deque<CteScope> ctes;  // their addresses stay
  for (const sql::CommonTableExpression& definition : query.ctes) {
    const std::string folded = FoldName(definition.name.text);
    for (const CteScope& known : ctes) {
      if (known.folded_name != folded) continue;
      throw UserError(ErrorCode::kDuplicateName,
                      "there are two CTEs \"" + definition.name.text + "\" in one WITH",
                      state_.Where(definition.name.range));
    }
    const CteScope* before = ctes.empty() ? ctes_ : &ctes.back();
    CteScope& cte = ctes.emplace_back();
    cte.outer = before;
    BindCte(definition, query.recursive, cte);
  }
  QueryBinder inner(state_, outer_, &ctes.back());
  inner.recursive_ = recursive_;
  BoundQuery result = inner.BindBodyAndTail(query);
  for (auto cte = ctes.rbegin(); cte != ctes.rend(); ++cte) {
    // An unused definition was bound for its errors only.
    if (cte->uses == 0) continue;
    result.plan = std::make_shared<CteNode>(cte->id, cte->definition->name.text,
                                            std::move(cte->bound.plan), std::move(result.plan));
  }
  return result;
}

}  // namespace lakebolt
