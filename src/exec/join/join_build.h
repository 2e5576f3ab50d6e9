#pragma once

#include <mutex>
#include <optional>

#include "exec/join/join_table.h"
#include "expression/evaluator.h"
#include "vector/parallel_concat.h"

namespace lakebolt {

/// Collects the build side of a join. Workers keep compacted chunks and the bounds of integer keys;
/// at the end the index is chosen by what really came, and parts of the rows are copied into whole
/// columns and inserted into the index in parallel.
class JoinBuild final : public Sink {
 public:
  JoinBuild(std::shared_ptr<JoinTable> table, QueryContext& query);

  std::string Name() const override;
  std::vector<std::string> Details() const override;
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  SinkStatus Consume(TaskContext& context, LocalState& local, Chunk& input) override;
  void Merge(TaskContext& context, LocalState& local) override;
  uint32_t PrepareFinish(TaskContext& context) override;
  void FinishPart(TaskContext& context, uint32_t part) override;
  void Finish(TaskContext& context) override;

 private:
  /// Holds the kept columns of one chunk.
  struct Batch {
    std::vector<Vector> columns;
    uint32_t rows = 0;
    uint32_t first_row = 0;
  };
  struct Local;

  std::vector<KeyBounds> EmptyBounds() const;
  bool SelectKeys(const std::vector<Vector>& columns, RowSet rows, Selection& kept, Local& local);
  void PlanParts();
  bool IsKept(uint32_t slot) const;
  void PrepareFilters();
  void FindMixedChains();
  void FindNullRows();
  void SortForRanges();
  void FindGroups(TaskContext& context);

  std::shared_ptr<JoinTable> table_;
  std::mutex mutex_;
  std::vector<Batch> batches_;
  std::vector<Reservation> collected_;
  std::vector<KeyBounds> bounds_;
  std::vector<std::optional<ParallelConcat>> concats_;
  std::vector<uint32_t> part_begins_;  // first batch of each part, and the end
  std::vector<std::shared_ptr<KeyFilter>> live_filters_;
  int64_t heap_bytes_ = 0;  // of long strings, which stay where they are
  bool concurrent_ = false;
};

}  // namespace lakebolt
