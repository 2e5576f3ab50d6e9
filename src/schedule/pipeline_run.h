#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

#include "exec/pipeline.h"
#include "schedule/scheduler.h"

namespace lakebolt {

/// Runs one worker's share of one pipeline: pulls chunks from the source and pushes each through
/// all transforms into the sink before the next one is pulled.
///
/// The state between two steps is explicit, so that any operator may answer kBlocked: slot i holds
/// the chunk waiting for transform i (the last slot: for the sink). A step serves the deepest full
/// slot; only when all are empty is the source asked.
class PipelineRun {
 public:
  enum class Status : uint8_t { kDone, kMore, kBlocked };

  /// `finished_through` is shared by all runs of the pipeline: the highest transform (or the sink,
  /// counted last) that declared that no later input matters; -1 at first.
  PipelineRun(const Pipeline& pipeline, TaskContext context,
              std::atomic<int32_t>& finished_through);

  /// Runs until about `quantum_ns` have passed. Throws what operators throw.
  Status Run(int64_t quantum_ns);

 private:
  enum class Phase : uint8_t { kPull, kEndBatch, kFlush, kMerge, kDone };

  static constexpr uint64_t kNoBatch = ~uint64_t{0};

  Status Step();
  Status PullSource();
  void StartBatch(uint64_t batch);
  void StartNumber(uint64_t number);
  Status RunTransform(size_t slot);
  Status RunSink();
  Status FlushNext();
  Status EndFlush();
  void Put(size_t slot, Operator& from);
  void FinishThrough(size_t slot);

  const Pipeline& pipeline_;
  TaskContext context_;
  std::atomic<int32_t>& finished_through_;
  std::unique_ptr<LocalState> source_local_;
  std::vector<std::unique_ptr<LocalState>> transform_locals_;
  std::unique_ptr<LocalState> sink_local_;
  std::vector<Chunk> slots_;
  std::vector<bool> full_;
  Phase phase_ = Phase::kPull;
  size_t flushing_ = 0;
  bool holds_batches_ = false;
  uint64_t batch_ = kNoBatch;
  Chunk next_;  // the first of a batch, while what is held back of the last one is given
};

}  // namespace lakebolt
