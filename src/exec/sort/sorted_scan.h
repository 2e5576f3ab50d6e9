#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "exec/operator.h"
#include "exec/sort/sorted_rows.h"

namespace lakebolt {

/// Gives the rows of a finished sort in order, skipping `offset`. One worker's work, as order
/// counts, unless whoever takes the rows puts them back in order by their batches.
class SortedScan final : public Source {
 public:
  /// Gives at most `limit` rows, those before `offset` counted.
  SortedScan(std::shared_ptr<const SortedRows> input, uint64_t offset, uint64_t limit)
      : input_(std::move(input)), offset_(offset), limit_(limit) {}

  /// Says that rows may be given by several workers at once.
  void AllowParallel() { parallel_ = true; }

  std::string Name() const override { return "SORTED ROWS"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  SourceStatus Next(TaskContext& context, LocalState& local, Chunk& out) override;
  uint32_t MaxTasks() const override;

 private:
  struct Local;

  SourceStatus NextMerged(TaskContext& context, Local& local, const ExternalSort& sort, Chunk& out);

  std::shared_ptr<const SortedRows> input_;
  uint64_t offset_;
  uint64_t limit_;
  bool parallel_ = false;
  std::atomic<uint64_t> next_{0};
};

}  // namespace lakebolt
