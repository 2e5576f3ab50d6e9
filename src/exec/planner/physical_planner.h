#pragma once

#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "exec/pipeline.h"
#include "exec/planner/stream.h"
#include "exec/query_context.h"
#include "exec/set/materialize.h"
#include "plan/operators.h"
#include "plan/recursive_cte.h"
#include "plan/row_operators.h"

namespace lakebolt {

class BatchAggregate;
class HashAggregate;
struct GroupLimitSpec;
class UnnestNode;
struct GroupRequest;

/// Turns an optimized plan into pipelines. Each Plan… method builds the operators of one kind of
/// node; `needed` are the columns that someone above uses, so that nothing else is carried.
class PhysicalPlanner {
 public:
  explicit PhysicalPlanner(QueryContext& query) : query_(query) {}

  /// Plans `root` so that `columns`, in order, flow into `result`.
  PhysicalPlan Plan(const PlanPtr& root, const std::vector<PlanColumn>& columns,
                    const std::shared_ptr<Sink>& result);

 private:
  Stream PlanNodeStream(const PlanPtr& node, const ColumnSet& needed);
  /// Plans a scan; with `row_number`, rows' numbers are that column, the last (see RowFetch).
  Stream PlanScan(const ScanNode& node, const ColumnSet& needed,
                  const PlanColumn* row_number = nullptr);
  Stream PlanValues(const ValuesNode& node);
  Stream PlanFilter(const FilterNode& node, const ColumnSet& needed);
  Stream PlanProject(const ProjectNode& node, const ColumnSet& needed);
  /// Has rows come in larger chunks where the node's expressions want them.
  void WidenFor(const PlanNode& node, Stream& stream);
  /// Plans a group-by of which `groups_needed` groups (any) are needed; all where nothing is said.
  Stream PlanAggregate(const AggregateNode& node, std::optional<uint64_t> groups_needed);
  Stream PlanByBatch(const AggregateNode& node, Stream input,
                     const std::shared_ptr<BatchAggregate>& batches,
                     const std::shared_ptr<HashAggregate>& shared);
  /// Plans a join; with a `request`, one that numbers groups of its build rows.
  Stream PlanJoin(const JoinNode& node, const ColumnSet& needed, GroupRequest* request = nullptr);
  /// Plans a group-by as a group-join, where its keys come from a join's build side and that pays.
  std::optional<Stream> PlanGroupJoin(const AggregateNode& node);
  Stream PlanSort(const SortNode& node, const ColumnSet& needed);
  Stream PlanTopN(const TopNNode& node, const ColumnSet& needed);
  /// Plans a top-N of a wide table, most columns of which are read once its rows are known; nothing
  /// where that does not pay.
  std::optional<Stream> PlanLateTopN(const TopNNode& node, const ColumnSet& needed);
  Stream PlanPartitionLimit(const PartitionLimitNode& node, const ColumnSet& needed);
  Stream PlanWindow(const WindowNode& node, const ColumnSet& needed);
  Stream PlanLimit(const LimitNode& node, const ColumnSet& needed);
  Stream PlanSetOperation(const SetOperationNode& node);
  Stream PlanMultiset(const SetOperationNode& node, std::vector<Stream> inputs);
  Stream PlanCte(const CteNode& node, const ColumnSet& needed);
  Stream PlanCteScan(const CteScanNode& node, const ColumnSet& needed);
  Stream PlanPositionalJoin(const PositionalJoinNode& node, const ColumnSet& needed);
  Stream PlanAsofJoin(const AsofJoinNode& node, const ColumnSet& needed);
  Stream PlanSample(const SampleNode& node, const ColumnSet& needed);
  Stream PlanComputedLimit(const ComputedLimitNode& node, const ColumnSet& needed);
  /// Closes a stream with a sink that keeps its rows in order.
  std::shared_ptr<Materialize> CollectRows(const PlanNode& node, Stream& input);
  Stream PlanRecursiveCte(const RecursiveCteNode& node);
  Stream PlanUnnest(const UnnestNode& node, const ColumnSet& needed);

  /// Sorts a child's rows; the stream that comes back has one worker and the child's needed
  /// columns. Rows beyond `group_limit` may be dropped; its expressions are bound here.
  Stream PlanSorted(const PlanNode& node, const PlanPtr& child, const std::vector<SortKey>& keys,
                    uint64_t limit, uint64_t offset, ColumnSet needed,
                    GroupLimitSpec* group_limit = nullptr);
  Stream GroupDistinct(const PlanNode& node, Stream input, const std::vector<PlanColumn>& columns);

  /// Closes a stream with a sink and opens one of `columns` on the source of what the sink makes.
  Stream Through(const PlanNode& node, Stream& input, const std::shared_ptr<Sink>& sink,
                 const std::shared_ptr<Source>& source, const std::vector<PlanColumn>& columns);

  /// Tells whether so many rows take a small part of the memory limit; for choosing between an
  /// operator that must keep them and one that can spill. Texts and nested values are guessed.
  bool FitMemory(double rows, const std::vector<LogicalType>& types) const;

  Pipeline* NewPipeline(std::shared_ptr<Source> source);
  void Record(const PlanNode& node, std::shared_ptr<Operator> op);

  QueryContext& query_;
  PhysicalPlan plan_;
  /// How many rows (any) are needed of the node that is planned next; nothing: all.
  std::optional<uint64_t> rows_needed_;
  struct MaterializedCte {
    std::shared_ptr<Materialize> sink;
    std::vector<PlanColumn> columns;
    bool finished = false;  // before these pipelines start
  };
  class RecursiveStep;
  std::unordered_map<uint32_t, MaterializedCte> ctes_;
};

}  // namespace lakebolt
