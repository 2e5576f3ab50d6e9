#pragma once

#include "plan/binder/expression_binder.h"
#include "plan/binder/query_binder.h"

namespace lakebolt {

/// Binds terms that may name output columns: those of ORDER BY and DISTINCT ON. A number is a place
/// in the select list, a bare name an output column first; all else is an expression over the
/// query.
class OrderBinder {
 public:
  OrderBinder(BinderState& state, QueryLevel& level, const std::vector<NamedValue>& outputs)
      : state_(state), level_(level), outputs_(outputs) {}

  std::vector<SortKey> BindOrderBy(const QueryTail& tail);
  ExprPtr BindTerm(const sql::Expression& term, Clause clause);

  /// Binds a term that COLUMNS(…) may make several of.
  std::vector<ExprPtr> BindTerms(const sql::Expression& term, Clause clause);

  /// Returns the output that a place (an integer literal) means; null when `term` is no such one.
  ExprPtr OutputAt(const sql::Expression& term, Clause clause) const;

 private:
  std::vector<SortKey> OrderKeys(const QueryTail& tail);
  ExprPtr OutputNamed(const sql::Identifier& name) const;

  BinderState& state_;
  QueryLevel& level_;
  const std::vector<NamedValue>& outputs_;
};

}  // namespace lakebolt
