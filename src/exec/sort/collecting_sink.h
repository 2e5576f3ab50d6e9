#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/memory_pool.h"
#include "exec/operator.h"
#include "exec/sort/external_sort.h"
#include "exec/sort/row_collector.h"
#include "exec/spill/spilling_threads.h"
#include "expression/expression.h"

namespace lakebolt {

/// Collects all rows of its input and puts their columns end to end, in the order of the rows, all
/// workers together. What is made of them is up to the sinks that derive from it, in stages whose
/// parts run in parallel.
///
/// Where a sink names an ExternalSort, rows that do not fit memory go there: whichever worker finds
/// no memory writes what the worker with most rows holds. Then the rest goes there, too, and stages
/// of another kind follow.
class CollectingSink : public Sink {
 public:
  /// Keeps columns of `types` and, behind them, what `computed` gives for each row. `who` names the
  /// operator where memory runs out.
  CollectingSink(std::vector<LogicalType> types, std::vector<ExprPtr> computed, MemoryPool* memory,
                 uint32_t threads, std::string who);

  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  void StartBatch(LocalState& local, uint64_t batch) override;
  SinkStatus Consume(TaskContext& context, LocalState& local, Chunk& input) override;
  void Merge(TaskContext&, LocalState&) override {}
  uint32_t PrepareFinish(TaskContext& context) override;
  void FinishPart(TaskContext& context, uint32_t part) override;
  uint32_t NextStage(TaskContext& context) override;
  int64_t Spill(int64_t bytes) override;

 protected:
  /// Sends what does not fit memory to `external`, before the first row.
  void SpillTo(std::unique_ptr<ExternalSort> external) { external_ = std::move(external); }
  /// Returns where all rows are if they did not fit memory, else null.
  const ExternalSort* spilled() const;
  /// Charges so many bytes a row for what the stages will need.
  void ChargeRows(int64_t bytes) { row_bytes_ = bytes; }

  /// Takes the whole columns; returns how many parts the first stage has.
  virtual uint32_t Start(std::vector<Vector> columns, uint32_t rows) = 0;
  /// Does one part of the stage at hand.
  virtual void RunPart(uint32_t part) = 0;
  /// Ends a stage; returns how many parts the next one has, 0 when there is none.
  virtual uint32_t EndStage() = 0;

  /// Does the same as the three above for rows that did not fit memory, once they are sorted; there
  /// is one stage.
  virtual uint32_t StartSlices() { return 0; }
  virtual void RunSlice(TaskContext& context, uint32_t slice) { (void)context, (void)slice; }
  virtual void EndSlices() {}

  /// Has ThinOut called once a worker holds so many rows, and again at twice what it leaves.
  void ThinOutFrom(uint64_t rows) { thin_out_from_ = rows; }
  /// Drops rows of one worker that cannot matter.
  virtual void ThinOut(std::vector<RowCollector::Part>& parts) const { (void)parts; }

  uint32_t threads() const { return threads_; }
  /// Returns the reservation for all that the sink holds; for the stages.
  Reservation& memory() { return bytes_; }
  /// Returns what whole columns hold, with the dictionaries that workers' strings were in.
  int64_t HeldBytes(const std::vector<Vector>& columns) const;

 private:
  struct Holder;
  struct Local;
  enum class Stage : uint8_t { kSpill, kSlices, kCopy, kOwn };

  /// Appends the computed columns to a chunk; returns what its rows take until they are dealt with.
  int64_t Prepare(Local& local, Chunk& input) const;
  /// Returns what the rows of a chunk take besides what it holds by itself.
  int64_t BytesForStages(const Chunk& rows) const;
  /// Takes memory, from others if need be; returns false when the task has to wait.
  bool Reserve(TaskContext& context, int64_t wanted, Reservation& bytes);
  void ThinOutIfMany(Local& local);
  /// Writes what the worker that holds most has to disk; returns the bytes given back.
  int64_t SpillLargest();

  size_t width_;  // columns without the computed ones
  std::vector<ExprPtr> computed_;
  MemoryPool* pool_;
  uint32_t threads_;
  std::string who_;
  int64_t row_bytes_ = 0;
  int64_t dictionary_bytes_ = 0;  // of strings, all workers'
  uint64_t thin_out_from_ = ~uint64_t{0};
  Reservation bytes_;
  RowCollector collector_;
  std::unique_ptr<ExternalSort> external_;
  Stage stage_ = Stage::kCopy;  // of the end
  std::mutex mutex_;            // of what follows, while rows come
  bool collects_ = true;
  std::vector<std::shared_ptr<Holder>> holders_;
  SpillingThreads spilling_;
};

}  // namespace lakebolt
