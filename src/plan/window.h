#pragma once

#include "function/window_function.h"
#include "plan/logical_plan.h"

namespace lakebolt {

enum class WindowFrameUnit : uint8_t { kRows, kRange, kGroups };
enum class WindowExclusion : uint8_t { kNoOthers, kCurrentRow, kGroup, kTies };

/// Is one end of a frame. With an offset, `value` is a BIGINT for ROWS and GROUPS; for RANGE it is
/// the bound itself (the order key less or more the offset), and `key` the order key in its type.
struct WindowBound {
  enum class Kind : uint8_t { kUnbounded, kCurrentRow, kPreceding, kFollowing };

  Kind kind = Kind::kUnbounded;
  ExprPtr value;  // for kPreceding and kFollowing
  ExprPtr key;    // for these under RANGE
};

/// Says which rows of the partition a call sees for each row.
struct WindowFrame {
  WindowFrameUnit unit = WindowFrameUnit::kRange;
  WindowBound start{WindowBound::Kind::kUnbounded, nullptr, nullptr};
  WindowBound end{WindowBound::Kind::kCurrentRow, nullptr, nullptr};
  WindowExclusion exclusion = WindowExclusion::kNoOthers;

  /// Tells whether every frame is the whole partition, where `ordered` says that there are peers.
  bool IsWholePartition(bool ordered) const;
};

/// Calls a window function or an aggregate within a Window node.
struct WindowCall {
  ColumnId id = kNoColumn;
  std::string name;
  std::shared_ptr<const BoundWindow> function;      // or
  std::shared_ptr<const BoundAggregate> aggregate;  // exactly one of both
  std::vector<ExprPtr> arguments;
  std::vector<SortKey> argument_order;  // ORDER BY inside the parentheses
  ExprPtr filter;                       // FILTER (WHERE …), or null
  bool distinct = false;
  bool ignore_nulls = false;
  WindowFrame frame;
  /// Counts the node's order keys that are this call's own: a shorter order shares the sort.
  uint32_t order_size = 0;

  const LogicalType& type() const { return function ? function->result : aggregate->result; }
};

/// Adds a column for each call, computed over the rows of the same partition in an order.
class WindowNode final : public PlanNode {
 public:
  /// Keeps of each partition only the rows whose rank by the whole order is at most `rows`, if the
  /// calls allow it. Rows beyond may come out all the same: a filter above drops them.
  struct Limit {
    enum class Rank : uint8_t { kRowNumber, kRank, kDenseRank };

    Rank rank = Rank::kRowNumber;
    uint64_t rows = 0;
  };

  WindowNode(PlanPtr child, std::vector<ExprPtr> partition, std::vector<SortKey> order,
             std::vector<WindowCall> calls, std::optional<Limit> limit = std::nullopt);

  const std::vector<ExprPtr>& partition() const { return partition_; }
  const std::vector<SortKey>& order() const { return order_; }
  const std::vector<WindowCall>& calls() const { return calls_; }
  const std::optional<Limit>& limit() const { return limit_; }
  PlanPtr WithCalls(std::vector<WindowCall> calls) const;
  PlanPtr WithLimit(Limit limit) const;

  const std::vector<PlanColumn>& columns() const override { return columns_; }
  PlanPtr WithChildren(std::vector<PlanPtr> children) const override;
  /// Order: partition, order, then per call arguments, their order, filter, start, end.
  std::vector<ExprPtr> expressions() const override;
  PlanPtr WithExpressions(std::vector<ExprPtr> expressions) const override;
  std::string Name() const override { return "WINDOW"; }
  std::vector<std::string> Details() const override;

 private:
  std::shared_ptr<PlanNode> Clone() const override { return std::make_shared<WindowNode>(*this); }

  std::vector<ExprPtr> partition_;
  std::vector<SortKey> order_;
  std::vector<WindowCall> calls_;
  std::optional<Limit> limit_;
  std::vector<PlanColumn> columns_;
};

/// Calls `visit` with every expression of a call that is not null, in the order of expressions().
template <typename Call, typename Visit>
void VisitCallExpressions(Call& call, Visit&& visit) {
  for (auto& argument : call.arguments) visit(argument);
  for (auto& key : call.argument_order) visit(key.expr);
  if (call.filter) visit(call.filter);
  if (call.frame.start.value) visit(call.frame.start.value);
  if (call.frame.start.key) visit(call.frame.start.key);
  if (call.frame.end.value) visit(call.frame.end.value);
  if (call.frame.end.key) visit(call.frame.end.key);
}

}  // namespace lakebolt
