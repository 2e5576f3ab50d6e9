#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "expression/expression.h"
#include "function/aggregate_function.h"
#include "source/table_source.h"

namespace lakebolt {

enum class PlanKind : uint8_t {
  kScan,
  kValues,
  kFilter,
  kProject,
  kAggregate,
  kJoin,
  kSort,
  kLimit,
  kTopN,
  kPartitionLimit,
  kWindow,
  kSetOperation,
  kCte,
  kCteScan,
  kRecursiveCte,
  kPositionalJoin,
  kAsofJoin,
  kSample,
  kComputedLimit,
  kUnnest,
};

class PlanNode;
/// Shares an immutable plan; rewrites build new nodes.
using PlanPtr = std::shared_ptr<const PlanNode>;

/// Describes one column that a plan node gives.
struct PlanColumn {
  ColumnId id = kNoColumn;
  std::string name;
  LogicalType type;
};

/// Is the base of all logical operators. Columns are named by ColumnId, unique in the query, so a
/// node may be moved without renumbering; a node that makes a column gives it a new id, one that
/// passes it on keeps it.
class PlanNode : public std::enable_shared_from_this<PlanNode> {
 public:
  virtual ~PlanNode() = default;

  PlanKind kind() const { return kind_; }
  const std::vector<PlanPtr>& children() const { return children_; }
  const PlanPtr& child(size_t i = 0) const { return children_[i]; }

  /// Returns the columns given, in order.
  virtual const std::vector<PlanColumn>& columns() const = 0;

  /// Returns a copy over other children (the same number).
  virtual PlanPtr WithChildren(std::vector<PlanPtr> children) const = 0;

  /// Returns every expression of this node itself (not of children), in a fixed order.
  virtual std::vector<ExprPtr> expressions() const { return {}; }
  /// Returns a copy with other expressions, in the order of expressions().
  virtual PlanPtr WithExpressions(std::vector<ExprPtr> expressions) const;

  /// Names the operator for EXPLAIN: "HASH JOIN" comes from exec, this says "INNER JOIN".
  virtual std::string Name() const = 0;
  /// Returns the node's details for EXPLAIN, a line each.
  virtual std::vector<std::string> Details() const = 0;

  /// Returns the estimated rows, set by the optimizer's last pass; negative when unknown.
  double estimated_rows() const { return estimated_rows_; }
  PlanPtr WithEstimate(double rows) const;

 protected:
  PlanNode(PlanKind kind, std::vector<PlanPtr> children)
      : kind_(kind), children_(std::move(children)) {}
  PlanNode(const PlanNode&) = default;

 private:
  virtual std::shared_ptr<PlanNode> Clone() const = 0;

  PlanKind kind_;
  std::vector<PlanPtr> children_;
  double estimated_rows_ = -1;
};

/// Casts a node down after a look at kind(); the caller has checked it.
template <typename T>
const T& As(const PlanNode& node) {
  return static_cast<const T&>(node);
}
template <typename T>
const T& As(const PlanPtr& node) {
  return static_cast<const T&>(*node);
}

/// Gives an expression a column: what a projection or a group key makes.
struct NamedExpr {
  ColumnId id = kNoColumn;
  std::string name;
  ExprPtr expr;
};

/// Names a sort key.
struct SortKey {
  ExprPtr expr;
  bool descending = false;
  bool nulls_first = false;
};

/// Calls an aggregate within an Aggregate node.
struct AggregateCall {
  /// Tells at which level of a tree of aggregations the call stands: kPartial gives states instead
  /// of results, kMerge makes results of one argument of the state type, kCombine states of states.
  enum class Mode : uint8_t { kFull, kPartial, kMerge, kCombine };

  ColumnId id = kNoColumn;
  std::string name;
  std::shared_ptr<const BoundAggregate> function;
  std::vector<ExprPtr> arguments;
  bool distinct = false;
  ExprPtr filter;  // FILTER (WHERE …), or null
  Mode mode = Mode::kFull;

  static bool TakesState(Mode mode) { return mode == Mode::kMerge || mode == Mode::kCombine; }
  static bool GivesState(Mode mode) { return mode == Mode::kPartial || mode == Mode::kCombine; }

  const LogicalType& type() const { return GivesState(mode) ? function->state : function->result; }
};

/// Numbers the columns of one query.
class ColumnIds {
 public:
  ColumnId Next() { return next_++; }

 private:
  ColumnId next_ = 0;
};

}  // namespace lakebolt
