#pragma once

#include "io/free_later.h"
#include "plan/binder/expression_binder.h"
#include "plan/binder/grouping_sets.h"
#include "plan/binder/order_binder.h"

namespace lakebolt {

/// Binds one SELECT block with the ORDER BY and LIMIT behind it. All clauses are bound over the
/// columns of FROM first; when the query turns out to aggregate, those above are then rewritten to
/// stand on the groups.
class SelectBinder {
 public:
  SelectBinder(BinderState& state, QueryLevel* outer, const CteScope* ctes)
      : state_(state), level_(outer, ctes, &scope_, Clause::kSelect) {}
  SelectBinder(const SelectBinder&) = delete;
  SelectBinder& operator=(const SelectBinder&) = delete;
  ~SelectBinder() { FreeLaterIfMany(outputs_); }

  BoundQuery Bind(const sql::Select& select, const QueryTail& tail);

 private:
  void BindFrom(const sql::Select& select);

  // time_window.cc
  void AddTimeWindow(const sql::Select& select);
  PlanColumn AddSlices(const ExprPtr& time, std::vector<ExprPtr> spans, SourceRange range);
  PlanColumn AddSessions(const sql::Select& select, const ExprPtr& time, const ExprPtr& gap,
                         SourceRange range);

  // bind_select_list.cc
  void BindItems(const sql::Select& select);
  void BindItem(const sql::SelectItem& item);
  void BindGenerated(const sql::SelectItem& item);
  void AddOutput(std::string name, ExprPtr expr);

  // bind_group_by.cc
  void BindGroupBy(const sql::GroupBy& group_by);
  void BindGroupByAll();
  GroupingSetList SetsOf(const sql::GroupingElement& element);
  std::vector<uint32_t> KeysOf(const sql::Expression& expression);
  uint32_t AddKey(ExprPtr expr);
  ExprPtr BindGroupTerm(const sql::Expression& term);
  void Aggregate();
  /// Puts collation keys in the place of keys; returns which, with what they were.
  std::vector<std::pair<uint32_t, ExprPtr>> CollateKeys();
  /// Returns for what such keys were the first value of each group.
  std::vector<std::pair<ExprPtr, ExprPtr>> StandInsFor(
      const std::vector<std::pair<uint32_t, ExprPtr>>& collated, bool one_set);

  // bind_bare_column.cc
  std::optional<AggregateCall> FindExtreme() const;
  ExprPtr Bare(const ExprPtr& column, const std::optional<AggregateCall>& extreme);

  void NameWindows(const sql::Select& select);
  void BindQualify(const sql::Select& select);

  BoundQuery Finish(const sql::Select& select, const QueryTail& tail);
  /// Adds to distinct rows what ORDER BY makes of their columns. `input` is the plan that the
  /// select list stands on.
  PlanPtr AddDistinctKeys(PlanPtr plan, const PlanNode& input, const BoundQuery& query,
                          std::vector<SortKey>& keys);

  BinderState& state_;
  Scope scope_;
  QueryLevel level_;
  PlanPtr plan_;
  std::vector<NamedValue> outputs_;
  std::vector<ExprPtr> having_;
  std::vector<ExprPtr> qualify_;
  std::vector<ExprPtr> distinct_on_;
  std::vector<SortKey> order_;
  std::vector<NamedExpr> keys_;
  std::unordered_multimap<uint64_t, uint32_t> keys_by_hash_;
  GroupingSetList sets_;
  bool has_group_by_ = false;
};

}  // namespace lakebolt
