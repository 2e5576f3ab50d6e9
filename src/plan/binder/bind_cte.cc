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

void QueryBinder::RequireWritten(const sql::CommonTableExpression& definition) const {
  const auto& select = sql::As<sql::Select>(*definition.query->body);
  const std::string& rows = sql::As<sql::BaseTableRef>(*select.from).name.front().text;
  if (state_.context().given_tables.contains(rows)) return;
  throw UserError(ErrorCode::kInvalidQuery,
                  "a data-modifying statement must be at the top level of a statement, not in a "
                  "subquery or a view",
                  state_.Where(definition.name.range));
}

void QueryBinder::BindCte(const sql::CommonTableExpression& definition, bool recursive,
                          CteScope& cte) {
  if (definition.write != nullptr) RequireWritten(definition);
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

BoundQuery QueryBinder::BindWithCtes(std::span<const sql::CommonTableExpression> definitions,
                                     bool recursive, const sql::Query& query, bool body_only) {
  std::deque<CteScope> ctes;  // their addresses stay
  for (const sql::CommonTableExpression& definition : definitions) {
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
    BindCte(definition, recursive, cte);
  }
  QueryBinder inner(state_, outer_, &ctes.back());
  inner.recursive_ = recursive_;
  BoundQuery result = body_only ? inner.BindBodyAndTail(query) : inner.Bind(query);
  for (auto cte = ctes.rbegin(); cte != ctes.rend(); ++cte) {
    // An unused definition was bound for its errors only.
    if (cte->uses == 0) continue;
    result.plan = std::make_shared<CteNode>(cte->id, cte->definition->name.text,
                                            std::move(cte->bound.plan), std::move(result.plan));
  }
  return result;
}

}  // namespace lakebolt
