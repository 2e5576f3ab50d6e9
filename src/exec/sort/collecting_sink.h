#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/memory_pool.h"
#include "exec/operator.h"
#include "exec/sort/row_collector.h"
#include "expression/expression.h"

namespace lakebolt {

/// Collects all rows of its input and puts their columns end to end, in the order of the rows, all
/// workers together. What is made of them is up to the sinks that derive from it, in stages whose
/// parts run in parallel.
class CollectingSink : public Sink {
 public:
  /// Keeps columns of `types` and, behind them, what `computed` gives for each row. `who` names the
  /// operator where memory runs out.
  CollectingSink(std::vector<LogicalType> types, std::vector<ExprPtr> computed, MemoryPool* memory,
                 uint32_t threads, std::string who);

  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  void StartBatch(LocalState& local, uint64_t batch) override;
  SinkStatus Consume(TaskContext& context, LocalState& local, Chunk& input) override;
  void Merge(TaskContext& context, LocalState& local) override;
  uint32_t PrepareFinish(TaskContext& context) override;
  void FinishPart(TaskContext& context, uint32_t part) override;
  uint32_t NextStage(TaskContext& context) override;

 protected:
  /// Takes the whole columns; returns how many parts the first stage has.
  virtual uint32_t Start(TaskContext& context, std::vector<Vector> columns, uint32_t rows) = 0;
  /// Does one part of the stage at hand.
  virtual void RunPart(uint32_t part) = 0;
  /// Ends a stage; returns how many parts the next one has, 0 when there is none.
  virtual uint32_t EndStage() = 0;

  /// Has ThinOut called once a worker holds so many rows, and again at twice what it leaves.
  void ThinOutFrom(uint64_t rows) { thin_out_from_ = rows; }
  /// Drops rows of one worker that cannot matter.
  virtual void ThinOut(std::vector<RowCollector::Part>& parts) const { (void)parts; }

  uint32_t threads() const { return threads_; }
  /// Returns the reservation for all that the sink holds; for the stages.
  Reservation& memory() { return bytes_; }

 private:
  struct Local;

  std::vector<ExprPtr> computed_;
  MemoryPool* pool_;
  uint32_t threads_;
  std::string who_;
  uint64_t thin_out_from_ = ~uint64_t{0};
  std::mutex mutex_;
  Reservation bytes_;
  RowCollector collector_;
  bool copying_ = true;
};

}  // namespace lakebolt
