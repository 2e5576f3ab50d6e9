#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "plan/binder/cte_scope.h"
#include "plan/binder/scope.h"
#include "plan/binder/window_planner.h"
#include "plan/column_set.h"
#include "sql/ast/window.h"

namespace lakebolt {

/// Names the clause being bound: aliases and aggregates are allowed in some only.
enum class Clause : uint8_t {
  kExpression,
  kSelect,
  kFrom,
  kJoinCondition,
  kWhere,
  kGroupBy,
  kHaving,
  kQualify,
  kDistinctOn,
  kOrderBy,
  kLimit,
  kValues,
};

/// Returns the clause as errors name it: "WHERE".
std::string_view ClauseName(Clause clause);
bool AllowsAggregates(Clause clause);
bool AllowsWindows(Clause clause);
bool AllowsAliases(Clause clause);

/// Holds a select item under the name that later clauses may use for it.
struct SelectAlias {
  ExprPtr expr;  // null until the item is bound
  bool has_aggregate = false;
  uint32_t height = 0;  // of the expression
};

/// Calls GROUPING(a, b): a number that tells which of its arguments the grouping set leaves out.
struct GroupingCall {
  ColumnId id = kNoColumn;
  std::vector<ExprPtr> arguments;
  SourceRange range;
};

/// Is one query among nested ones: what its names mean, and the aggregates that belong to it, be
/// they called here or in a subquery. Lives while the query is bound.
class QueryLevel {
 public:
  QueryLevel(QueryLevel* outer_level, const CteScope* visible_ctes, const Scope* names,
             Clause current_clause)
      : outer(outer_level),
        depth(outer_level == nullptr ? 0 : outer_level->depth + 1),
        ctes(visible_ctes),
        scope(names),
        clause(current_clause) {}

  /// Adds an aggregate, or finds an equal one; returns a reference to its result.
  ExprPtr AddAggregate(AggregateCall call, SourceRange range);
  ExprPtr AddGrouping(GroupingCall call);
  /// Adds a call of a window function, or finds an equal one.
  ExprPtr AddWindow(BoundWindowCall call, SourceRange range);

  /// Tells whether `id` is the result of one of this query's aggregates.
  bool IsAggregate(ColumnId id) const { return aggregate_ids_.contains(id); }
  /// Tells whether the expression (or a subquery in it) uses an aggregate of this query.
  bool UsesAggregate(const Expr& expr) const;
  /// Tells whether the expression uses a window function of this query.
  bool UsesWindow(const Expr& expr) const;

  const std::vector<AggregateCall>& aggregates() const { return aggregates_; }
  const std::vector<GroupingCall>& groupings() const { return groupings_; }
  std::vector<BoundWindowCall>& windows() { return windows_; }

  QueryLevel* const outer;  // null for the outermost
  const uint32_t depth;
  const CteScope* const ctes;
  const Scope* scope;
  Clause clause;
  bool in_window = false;  // a window's parts are being bound
  /// Holds the WINDOW clause, by folded name.
  std::unordered_map<std::string, const sql::WindowSpec*> windows_by_name;
  bool is_referenced = false;                            // some name was found in `scope`
  std::unordered_map<std::string, SelectAlias> aliases;  // by folded name; the first of a name
  std::optional<ColumnSet> grouped;  // what keys are made of, once the query is known to group
  std::vector<NamedExpr> unnests;  // lists that SELECT unnests, with the columns of their elements
  std::vector<const Relation*> lambdas;  // parameters of the lambdas being bound, outermost first

 private:
  std::vector<AggregateCall> aggregates_;
  std::unordered_multimap<uint64_t, size_t> aggregates_by_hash_;
  std::vector<GroupingCall> groupings_;
  std::unordered_set<ColumnId> aggregate_ids_;  // of groupings too
  std::vector<BoundWindowCall> windows_;
  std::unordered_set<ColumnId> window_ids_;
};

/// Sets the clause being bound while it lives.
class ClauseGuard {
 public:
  ClauseGuard(QueryLevel& level, Clause clause) : level_(level), before_(level.clause) {
    level.clause = clause;
  }
  ~ClauseGuard() { level_.clause = before_; }
  ClauseGuard(const ClauseGuard&) = delete;
  ClauseGuard& operator=(const ClauseGuard&) = delete;

 private:
  QueryLevel& level_;
  Clause before_;
};

}  // namespace lakebolt
