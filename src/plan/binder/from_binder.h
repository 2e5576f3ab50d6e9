#pragma once

#include "plan/binder/binder_state.h"
#include "plan/binder/query_level.h"
#include "plan/row_operators.h"
#include "sql/ast/query.h"
#include "sql/ast/table_ref.h"

namespace lakebolt {

/// Holds a bound FROM: its rows, and the names they go by.
struct BoundFrom {
  PlanPtr plan;
  Scope scope;
};

/// Binds what stands in FROM. `outer` is the query around the one whose FROM it is.
class FromBinder {
 public:
  FromBinder(BinderState& state, QueryLevel* outer, const CteScope* ctes)
      : state_(state), outer_(outer), ctes_(ctes) {}

  BoundFrom Bind(const sql::TableRef& ref) { return BindRef(ref, outer_); }
  /// Has a subquery that gives one column under two names give two: grouping sets may take one of
  /// them and leave the other out.
  void KeepColumnsApart() { keeps_apart_ = true; }

 private:
  /// `lateral` gives the names that LATERAL items see: the tables on their left, then `outer_`.
  BoundFrom BindRef(const sql::TableRef& ref, QueryLevel* lateral);

  BoundFrom BindUnsampled(const sql::TableRef& ref, QueryLevel* lateral);

  // bind_pivot.cc, bind_unpivot.cc
  BoundFrom BindDescribe(const sql::DescribeRef& ref);
  BoundFrom BindPivot(const sql::PivotRef& ref);
  BoundFrom BindUnpivot(const sql::UnpivotRef& ref);

  // bind_table.cc
  BoundFrom BindTable(const sql::BaseTableRef& ref);
  BoundFrom BindNamedTable(const sql::BaseTableRef& ref, const std::vector<std::string>& parts);
  BoundFrom UseEntry(const NameResolver::Found& found, const sql::BaseTableRef& ref);
  BoundFrom UseCte(const CteScope& cte, const sql::BaseTableRef& ref);
  BoundFrom ScanCte(const CteScope& cte, uint32_t id, const sql::BaseTableRef& ref);
  BoundFrom UseView(const ViewEntry& view, const sql::TableRef& ref);
  BoundFrom Scan(std::shared_ptr<const TableSource> source, const std::string& name,
                 const sql::TableRef& ref);
  std::shared_ptr<const TableSource> OpenPath(const std::string& path, SourceRange range);
  [[noreturn]] void ThrowUnknownTable(const std::string& name, SourceRange range);

  // bind_table_function.cc
  BoundFrom BindFunction(const sql::TableFunctionRef& ref, QueryLevel* lateral);
  /// Binds functions that are queries in another guise; nothing when it is none of them.
  std::optional<BoundFrom> BindQueryFunction(const sql::TableFunctionRef& ref,
                                             const std::string& name, QueryLevel* lateral);
  BoundFrom BindText(const std::string& sql, QueryLevel* outer, const std::string& alias,
                     const sql::TableRef& ref);
  BoundFrom BindRepeat(const sql::TableFunctionRef& ref, bool row);
  bool IsPlainRange(const sql::TableFunctionRef& ref);
  BoundFrom UseMacro(const MacroEntry& macro, const sql::TableFunctionRef& ref);
  std::shared_ptr<const TableSource> SystemTable(const sql::TableFunctionRef& ref);
  Value EvaluateArgument(const sql::Expression& argument);
  Value EvaluateSubquery(const ExprPtr& expr, SourceRange range);

  // bind_unnest_table.cc
  BoundFrom BindUnnest(const sql::TableFunctionRef& ref, QueryLevel* lateral);

  // bind_generator.cc
  BoundFrom BindGenerator(const sql::TableFunctionRef& ref, QueryLevel* lateral);

  // bind_join.cc
  BoundFrom BindJoinChain(const sql::JoinRef& top, QueryLevel* lateral);
  BoundFrom Join(BoundFrom left, const sql::JoinRef& join, QueryLevel* lateral);
  std::vector<ExprPtr> MergeColumns(Scope& left, Scope right, const sql::JoinRef& join,
                                    const std::vector<std::string>& folded_names);
  std::vector<std::string> MergedNames(const Scope& left, const Scope& right,
                                       const sql::JoinRef& join);
  const ScopeColumn& FindMerged(const Scope& scope, const std::string& folded, const char* side,
                                SourceRange range);

  // bind_asof_join.cc
  /// Sorts the conditions of an ASOF JOIN into keys and the order; `has_more` gets true where there
  /// are others, which are left out.
  AsofJoinNode::Spec AsofSpecOf(const sql::JoinRef& join, const PlanNode& left,
                                const PlanNode& right, const std::vector<ExprPtr>& conditions,
                                bool& has_more);
  PlanPtr PlanFilteredAsof(const sql::JoinRef& join, PlanPtr left, PlanPtr right,
                           const std::vector<ExprPtr>& conditions, const AsofJoinNode::Spec& spec);
  PlanPtr PlanAsofJoin(const sql::JoinRef& join, PlanPtr left, PlanPtr right,
                       const std::vector<ExprPtr>& conditions);

  /// Binds a table function, WITH ORDINALITY or not.
  BoundFrom BindFunctionRef(const sql::TableFunctionRef& ref, QueryLevel* lateral);

  BoundFrom FromQuery(BoundQuery query, const std::string& alias, const sql::TableRef& ref);
  /// Names the columns as the reference's alias says.
  Relation NameRelation(const std::string& name, std::vector<ScopeColumn> columns,
                        const sql::TableRef& ref);

  BinderState& state_;
  QueryLevel* outer_;
  const CteScope* ctes_;
  bool keeps_apart_ = false;
  std::optional<PlanColumn> ordinality_;  ///< of WITH ORDINALITY, for NameRelation
};

/// Returns the parts of a dotted name as typed.
std::vector<std::string> PartsOf(const sql::QualifiedName& name);

}  // namespace lakebolt
