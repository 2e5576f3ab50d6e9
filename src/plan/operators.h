#pragma once

#include <unordered_map>

#include "plan/logical_plan.h"
#include "plan/window.h"

namespace lakebolt {

/// Reads a table source. Filters that the optimizer pushed down stand in `filters`, over ColumnIds
/// of any of the source's columns listed in `all_columns`.
class ScanNode final : public PlanNode {
 public:
  struct Column {
    PlanColumn column;
    uint32_t source_index = 0;  // position in the source's schema
  };

  /// Reads `columns` of `source`; `table_name` is what the query calls it.
  ScanNode(std::shared_ptr<const TableSource> source, std::string table_name,
           std::vector<Column> columns);

  const std::shared_ptr<const TableSource>& source() const { return source_; }
  const std::string& table_name() const { return table_name_; }
  /// Returns all columns that expressions of this scan may use; columns() are those given out.
  const std::vector<Column>& scan_columns() const { return scan_columns_; }
  const std::vector<ExprPtr>& filters() const { return filters_; }
  std::optional<uint64_t> limit() const { return limit_; }

  PlanPtr WithFilters(std::vector<ExprPtr> filters) const;
  PlanPtr WithLimit(uint64_t limit) const;
  /// Gives out only the columns `ids`; filters may still use the others.
  PlanPtr WithOutput(const std::vector<ColumnId>& ids) const;
  /// Renumbers columns, in filters too: for a second use of the plan.
  PlanPtr WithColumnIds(const std::unordered_map<ColumnId, ColumnId>& ids) const;

  const std::vector<PlanColumn>& columns() const override { return columns_; }
  PlanPtr WithChildren(std::vector<PlanPtr> children) const override;
  std::vector<ExprPtr> expressions() const override { return filters_; }
  PlanPtr WithExpressions(std::vector<ExprPtr> expressions) const override;
  std::string Name() const override { return "SCAN"; }
  std::vector<std::string> Details() const override;

 private:
  std::shared_ptr<PlanNode> Clone() const override { return std::make_shared<ScanNode>(*this); }

  std::shared_ptr<const TableSource> source_;
  std::string table_name_;
  std::vector<Column> scan_columns_;
  std::vector<PlanColumn> columns_;
  std::vector<ExprPtr> filters_;
  std::optional<uint64_t> limit_;
};

/// Gives literal rows; one row without columns stands for a missing FROM.
class ValuesNode final : public PlanNode {
 public:
  ValuesNode(std::vector<PlanColumn> columns, std::vector<std::vector<ExprPtr>> rows)
      : PlanNode(PlanKind::kValues, {}), columns_(std::move(columns)), rows_(std::move(rows)) {}
  ValuesNode(const ValuesNode&) = default;
  ~ValuesNode() override;

  const std::vector<std::vector<ExprPtr>>& rows() const { return rows_; }

  const std::vector<PlanColumn>& columns() const override { return columns_; }
  PlanPtr WithChildren(std::vector<PlanPtr> children) const override;
  std::vector<ExprPtr> expressions() const override;
  PlanPtr WithExpressions(std::vector<ExprPtr> expressions) const override;
  std::string Name() const override { return "VALUES"; }
  std::vector<std::string> Details() const override;

 private:
  std::shared_ptr<PlanNode> Clone() const override { return std::make_shared<ValuesNode>(*this); }

  std::vector<PlanColumn> columns_;
  std::vector<std::vector<ExprPtr>> rows_;
};

/// Keeps the rows for which every conjunct is true.
class FilterNode final : public PlanNode {
 public:
  FilterNode(PlanPtr child, std::vector<ExprPtr> conjuncts)
      : PlanNode(PlanKind::kFilter, {std::move(child)}), conjuncts_(std::move(conjuncts)) {}

  const std::vector<ExprPtr>& conjuncts() const { return conjuncts_; }

  const std::vector<PlanColumn>& columns() const override { return child()->columns(); }
  PlanPtr WithChildren(std::vector<PlanPtr> children) const override;
  std::vector<ExprPtr> expressions() const override { return conjuncts_; }
  PlanPtr WithExpressions(std::vector<ExprPtr> expressions) const override;
  std::string Name() const override { return "FILTER"; }
  std::vector<std::string> Details() const override;

 private:
  std::shared_ptr<PlanNode> Clone() const override { return std::make_shared<FilterNode>(*this); }

  std::vector<ExprPtr> conjuncts_;
};

/// Computes columns. An item that is a plain reference under its own id passes a column on.
class ProjectNode final : public PlanNode {
 public:
  ProjectNode(PlanPtr child, std::vector<NamedExpr> items);
  ProjectNode(const ProjectNode&) = default;
  ~ProjectNode() override;

  const std::vector<NamedExpr>& items() const { return items_; }

  const std::vector<PlanColumn>& columns() const override { return columns_; }
  PlanPtr WithChildren(std::vector<PlanPtr> children) const override;
  std::vector<ExprPtr> expressions() const override;
  PlanPtr WithExpressions(std::vector<ExprPtr> expressions) const override;
  std::string Name() const override { return "PROJECT"; }
  std::vector<std::string> Details() const override;

 private:
  std::shared_ptr<PlanNode> Clone() const override { return std::make_shared<ProjectNode>(*this); }

  std::vector<NamedExpr> items_;
  std::vector<PlanColumn> columns_;
};

/// Groups by keys and aggregates; without keys gives exactly one row. Without aggregates it is
/// DISTINCT. Columns: the keys, then the aggregates.
class AggregateNode final : public PlanNode {
 public:
  AggregateNode(PlanPtr child, std::vector<NamedExpr> keys, std::vector<AggregateCall> calls);

  const std::vector<NamedExpr>& keys() const { return keys_; }
  const std::vector<AggregateCall>& calls() const { return calls_; }

  const std::vector<PlanColumn>& columns() const override { return columns_; }
  PlanPtr WithChildren(std::vector<PlanPtr> children) const override;
  /// Order: keys, then per call its arguments and, if any, its filter.
  std::vector<ExprPtr> expressions() const override;
  PlanPtr WithExpressions(std::vector<ExprPtr> expressions) const override;
  std::string Name() const override { return keys_.empty() ? "AGGREGATE" : "GROUP BY"; }
  std::vector<std::string> Details() const override;

 private:
  std::shared_ptr<PlanNode> Clone() const override {
    return std::make_shared<AggregateNode>(*this);
  }

  std::vector<NamedExpr> keys_;
  std::vector<AggregateCall> calls_;
  std::vector<PlanColumn> columns_;
};

/// Names what a join keeps. The left child is child 0.
enum class JoinKind : uint8_t {
  kInner,  // without conditions: a cross product
  kLeft,   // all rows of the left side
  kRight,
  kFull,
  kSemi,    // left rows with a match; only left columns
  kAnti,    // left rows without one (NOT EXISTS: a NULL condition is no match)
  kMark,    // left columns and one BOOLEAN column `mark`: TRUE where a row matches, else NULL where
            // a condition was NULL for some row (IN and ANY; not EXISTS), else FALSE
  kSingle,  // like kLeft, but more than one match is an error (scalar subqueries)
};

std::string_view JoinKindName(JoinKind kind);

/// Is the column that a kMark join makes.
struct MarkColumn : PlanColumn {
  /// The mark is NULL where no row matches but a condition was NULL for some row; else such marks
  /// are FALSE.
  bool null_aware = true;
};

/// Joins two inputs where all conditions hold. With `dependent` the right side refers to columns of
/// the left (before unnesting, for correlated subqueries and LATERAL).
class JoinNode final : public PlanNode {
 public:
  JoinNode(JoinKind join_kind, PlanPtr left, PlanPtr right, std::vector<ExprPtr> conditions,
           bool dependent = false, MarkColumn mark = {});

  JoinKind join_kind() const { return join_kind_; }
  const PlanPtr& left() const { return child(0); }
  const PlanPtr& right() const { return child(1); }
  const std::vector<ExprPtr>& conditions() const { return conditions_; }
  bool dependent() const { return dependent_; }
  /// Returns the column that a kMark join makes.
  const MarkColumn& mark() const { return mark_; }

  const std::vector<PlanColumn>& columns() const override { return columns_; }
  PlanPtr WithChildren(std::vector<PlanPtr> children) const override;
  std::vector<ExprPtr> expressions() const override { return conditions_; }
  PlanPtr WithExpressions(std::vector<ExprPtr> expressions) const override;
  std::string Name() const override;
  std::vector<std::string> Details() const override;

 private:
  std::shared_ptr<PlanNode> Clone() const override { return std::make_shared<JoinNode>(*this); }

  JoinKind join_kind_;
  std::vector<ExprPtr> conditions_;
  bool dependent_;
  MarkColumn mark_;
  std::vector<PlanColumn> columns_;
};

class SortNode final : public PlanNode {
 public:
  SortNode(PlanPtr child, std::vector<SortKey> keys)
      : PlanNode(PlanKind::kSort, {std::move(child)}), keys_(std::move(keys)) {}

  const std::vector<SortKey>& keys() const { return keys_; }

  const std::vector<PlanColumn>& columns() const override { return child()->columns(); }
  PlanPtr WithChildren(std::vector<PlanPtr> children) const override;
  std::vector<ExprPtr> expressions() const override;
  PlanPtr WithExpressions(std::vector<ExprPtr> expressions) const override;
  std::string Name() const override { return "SORT"; }
  std::vector<std::string> Details() const override;

 private:
  std::shared_ptr<PlanNode> Clone() const override { return std::make_shared<SortNode>(*this); }

  std::vector<SortKey> keys_;
};

/// Skips `offset` rows and gives at most `limit` (all when absent).
class LimitNode final : public PlanNode {
 public:
  LimitNode(PlanPtr child, std::optional<uint64_t> limit, uint64_t offset)
      : PlanNode(PlanKind::kLimit, {std::move(child)}), limit_(limit), offset_(offset) {}

  std::optional<uint64_t> limit() const { return limit_; }
  uint64_t offset() const { return offset_; }

  const std::vector<PlanColumn>& columns() const override { return child()->columns(); }
  PlanPtr WithChildren(std::vector<PlanPtr> children) const override;
  std::string Name() const override { return "LIMIT"; }
  std::vector<std::string> Details() const override;

 private:
  std::shared_ptr<PlanNode> Clone() const override { return std::make_shared<LimitNode>(*this); }

  std::optional<uint64_t> limit_;
  uint64_t offset_;
};

/// Is Sort followed by Limit, done with a heap.
class TopNNode final : public PlanNode {
 public:
  TopNNode(PlanPtr child, std::vector<SortKey> keys, uint64_t limit, uint64_t offset)
      : PlanNode(PlanKind::kTopN, {std::move(child)}),
        keys_(std::move(keys)),
        limit_(limit),
        offset_(offset) {}

  const std::vector<SortKey>& keys() const { return keys_; }
  uint64_t limit() const { return limit_; }
  uint64_t offset() const { return offset_; }

  const std::vector<PlanColumn>& columns() const override { return child()->columns(); }
  PlanPtr WithChildren(std::vector<PlanPtr> children) const override;
  std::vector<ExprPtr> expressions() const override;
  PlanPtr WithExpressions(std::vector<ExprPtr> expressions) const override;
  std::string Name() const override { return "TOP N"; }
  std::vector<std::string> Details() const override;

 private:
  std::shared_ptr<PlanNode> Clone() const override { return std::make_shared<TopNNode>(*this); }

  std::vector<SortKey> keys_;
  uint64_t limit_;
  uint64_t offset_;
};

/// Keeps rows `offset .. offset + limit` of each partition in the order of `keys` (any order when
/// empty): DISTINCT ON, and LIMIT inside a correlated subquery after unnesting.
class PartitionLimitNode final : public PlanNode {
 public:
  PartitionLimitNode(PlanPtr child, std::vector<ExprPtr> partition, std::vector<SortKey> keys,
                     std::optional<uint64_t> limit, uint64_t offset)
      : PlanNode(PlanKind::kPartitionLimit, {std::move(child)}),
        partition_(std::move(partition)),
        keys_(std::move(keys)),
        limit_(limit),
        offset_(offset) {}

  const std::vector<ExprPtr>& partition() const { return partition_; }
  const std::vector<SortKey>& keys() const { return keys_; }
  std::optional<uint64_t> limit() const { return limit_; }
  uint64_t offset() const { return offset_; }

  const std::vector<PlanColumn>& columns() const override { return child()->columns(); }
  PlanPtr WithChildren(std::vector<PlanPtr> children) const override;
  /// Order: partition, then keys.
  std::vector<ExprPtr> expressions() const override;
  PlanPtr WithExpressions(std::vector<ExprPtr> expressions) const override;
  std::string Name() const override { return "PARTITION LIMIT"; }
  std::vector<std::string> Details() const override;

 private:
  std::shared_ptr<PlanNode> Clone() const override {
    return std::make_shared<PartitionLimitNode>(*this);
  }

  std::vector<ExprPtr> partition_;
  std::vector<SortKey> keys_;
  std::optional<uint64_t> limit_;
  uint64_t offset_;
};

enum class SetOperationKind : uint8_t { kUnion, kIntersect, kExcept };

/// Combines inputs of equal types column by column; UNION takes two or more inputs, the others two.
class SetOperationNode final : public PlanNode {
 public:
  /// `inputs[i]` lists, for child i, the columns that become `columns`, in order.
  SetOperationNode(SetOperationKind operation, bool all, std::vector<PlanPtr> children,
                   std::vector<std::vector<ColumnId>> inputs, std::vector<PlanColumn> columns)
      : PlanNode(PlanKind::kSetOperation, std::move(children)),
        operation_(operation),
        all_(all),
        inputs_(std::move(inputs)),
        columns_(std::move(columns)) {}

  SetOperationKind operation() const { return operation_; }
  bool all() const { return all_; }
  const std::vector<std::vector<ColumnId>>& inputs() const { return inputs_; }

  const std::vector<PlanColumn>& columns() const override { return columns_; }
  PlanPtr WithChildren(std::vector<PlanPtr> children) const override;
  std::string Name() const override;
  std::vector<std::string> Details() const override;

 private:
  std::shared_ptr<PlanNode> Clone() const override {
    return std::make_shared<SetOperationNode>(*this);
  }

  SetOperationKind operation_;
  bool all_;
  std::vector<std::vector<ColumnId>> inputs_;
  std::vector<PlanColumn> columns_;
};

/// Computes child 0 once for all CteScans of `cte_id` in child 1, and gives child 1's rows.
class CteNode final : public PlanNode {
 public:
  CteNode(uint32_t cte_id, std::string name, PlanPtr definition, PlanPtr body)
      : PlanNode(PlanKind::kCte, {std::move(definition), std::move(body)}),
        cte_id_(cte_id),
        name_(std::move(name)) {}

  uint32_t cte_id() const { return cte_id_; }
  const std::string& cte_name() const { return name_; }
  const PlanPtr& definition() const { return child(0); }
  const PlanPtr& body() const { return child(1); }

  const std::vector<PlanColumn>& columns() const override { return body()->columns(); }
  PlanPtr WithChildren(std::vector<PlanPtr> children) const override;
  std::string Name() const override { return "CTE"; }
  std::vector<std::string> Details() const override { return {name_}; }

 private:
  std::shared_ptr<PlanNode> Clone() const override { return std::make_shared<CteNode>(*this); }

  uint32_t cte_id_;
  std::string name_;
};

/// Reads the rows of a CTE; its columns have ids of their own, each standing for one of the
/// definition's.
class CteScanNode final : public PlanNode {
 public:
  CteScanNode(uint32_t cte_id, std::string name, std::vector<PlanColumn> columns,
              std::vector<ColumnId> definition_ids)
      : PlanNode(PlanKind::kCteScan, {}),
        cte_id_(cte_id),
        name_(std::move(name)),
        columns_(std::move(columns)),
        definition_ids_(std::move(definition_ids)) {}

  uint32_t cte_id() const { return cte_id_; }
  const std::string& cte_name() const { return name_; }
  const std::vector<ColumnId>& definition_ids() const { return definition_ids_; }

  const std::vector<PlanColumn>& columns() const override { return columns_; }
  PlanPtr WithChildren(std::vector<PlanPtr> children) const override;
  std::string Name() const override { return "CTE SCAN"; }
  std::vector<std::string> Details() const override { return {name_}; }

 private:
  std::shared_ptr<PlanNode> Clone() const override { return std::make_shared<CteScanNode>(*this); }

  uint32_t cte_id_;
  std::string name_;
  std::vector<PlanColumn> columns_;
  std::vector<ColumnId> definition_ids_;
};

}  // namespace lakebolt
