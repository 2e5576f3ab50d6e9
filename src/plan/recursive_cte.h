#pragma once

#include "plan/logical_plan.h"

namespace lakebolt {

/// Computes a recursive CTE: child 0 (the anchor) gives the first rows; child 1 (the step) is then
/// run again and again over the rows of the round before, which CteScans of `cte_id` inside it
/// read, until it gives none. All rows come out, round by round; without ALL each row once.
///
/// With a key (USING KEY) there is one row a key: the other columns are aggregates of all rows of
/// that key so far, mostly their last value. The step's CteScans of `all_rows_id` read the table as
/// it stands, and it is given out at the end. What the next round sees are with ALL the rows of the
/// round, else the rows of the table that have changed.
class RecursiveCteNode final : public PlanNode {
 public:
  struct Inputs {
    std::vector<ColumnId> anchor;  // columns of child 0 that become `columns`, in order
    std::vector<ColumnId> step;    // of child 1
  };
  /// Computes one column of a table USING KEY from the rows of a key.
  struct Payload {
    uint32_t column = 0;
    std::shared_ptr<const BoundAggregate> function;
    std::vector<ExprPtr> arguments;  // over InputExpr: places in the anchor's and the step's rows
  };
  struct Key {
    uint32_t all_rows_id = 0;            // what scans of the whole table name
    std::vector<uint32_t> columns;       // places of the key's columns; empty without USING KEY
    std::vector<Payload> payloads;       // one for each other column
    std::vector<LogicalType> row_types;  // of the rows of the anchor and the step
  };

  RecursiveCteNode(uint32_t cte_id, std::string name, bool all, PlanPtr anchor, PlanPtr step,
                   Inputs inputs, std::vector<PlanColumn> columns, Key key);

  uint32_t cte_id() const { return cte_id_; }
  const std::string& cte_name() const { return name_; }
  bool all() const { return all_; }
  const PlanPtr& anchor() const { return child(0); }
  const PlanPtr& step() const { return child(1); }
  const Inputs& inputs() const { return inputs_; }
  const Key& key() const { return key_; }

  const std::vector<PlanColumn>& columns() const override { return columns_; }
  PlanPtr WithChildren(std::vector<PlanPtr> children) const override;
  /// Returns a copy with other column lists, for renumbering and unnesting.
  PlanPtr WithColumns(Inputs inputs, std::vector<PlanColumn> columns) const;
  /// Returns a copy that scans know under other numbers.
  PlanPtr WithIds(uint32_t cte_id, uint32_t all_rows_id) const;
  std::string Name() const override { return "RECURSIVE CTE"; }
  std::vector<std::string> Details() const override;

 private:
  std::shared_ptr<PlanNode> Clone() const override {
    return std::make_shared<RecursiveCteNode>(*this);
  }

  uint32_t cte_id_;
  std::string name_;
  bool all_;
  Inputs inputs_;
  std::vector<PlanColumn> columns_;
  Key key_;
};

}  // namespace lakebolt
