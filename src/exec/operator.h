#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "exec/query_context.h"
#include "vector/chunk.h"

namespace lakebolt {

// The contract of physical operators. A pipeline is one Source, any number of Transforms, and one
// Sink. An operator object belongs to one run of one query and is itself the state shared by all
// workers; each worker makes a local state. No call waits for I/O: it answers kBlocked and has the
// task's waker called later. Chunks may carry selections and vectors of any encoding.

/// Counts what an operator did, for EXPLAIN ANALYZE. Added to once per chunk.
struct OperatorStats {
  std::atomic<uint64_t> rows{0};         // given out (sources, transforms) or taken in (sinks)
  std::atomic<uint64_t> nanoseconds{0};  // summed over workers
  std::atomic<uint64_t> bytes_read{0};
  std::atomic<uint64_t> bytes_spilled{0};
};

/// Holds one worker's part of an operator.
class LocalState {
 public:
  virtual ~LocalState() = default;
};

/// Is what the three kinds of operators have in common.
class Operator {
 public:
  virtual ~Operator() = default;

  /// Names the operator for EXPLAIN ANALYZE, such as "HASH JOIN PROBE".
  virtual std::string Name() const = 0;
  /// Says how it is carried out (chosen table, spilled partitions), a line each.
  virtual std::vector<std::string> Details() const { return {}; }

  OperatorStats& stats() { return stats_; }
  const OperatorStats& stats() const { return stats_; }

 private:
  OperatorStats stats_;
};

enum class SourceStatus : uint8_t {
  kRows,      // `out` holds a chunk (perhaps without live rows)
  kFinished,  // no more for this local state
  kBlocked,
};

/// Makes chunks.
class Source : public Operator {
 public:
  virtual std::unique_ptr<LocalState> MakeLocal(TaskContext& context) = 0;
  virtual SourceStatus Next(TaskContext& context, LocalState& local, Chunk& out) = 0;
  /// Returns how many workers can be of use; asked once all inputs of the pipeline are done.
  virtual uint32_t MaxTasks() const = 0;
  /// Returns the share done, 0 to 1.
  virtual double Progress() const { return 0; }
};

enum class TransformStatus : uint8_t {
  kNeedInput,   // the input is used up (it may have been moved from); `out` may hold rows
  kMoreOutput,  // call again with the same input
  kFinished,    // `out` may hold rows; no later input can matter (LIMIT)
  kBlocked,     // call again with the same input once woken
};

/// Turns chunks into chunks.
class Transform : public Operator {
 public:
  virtual std::unique_ptr<LocalState> MakeLocal(TaskContext& context) = 0;
  /// Does as Sink::StartBatch; for transforms that look at the order of rows.
  virtual void StartBatch(LocalState& local, uint64_t batch) { (void)local, (void)batch; }
  virtual TransformStatus Process(TaskContext& context, LocalState& local, Chunk& input,
                                  Chunk& out) = 0;
  /// Tells whether rows of one batch may be held back; FlushBatch is then called at its end.
  virtual bool HoldsBatches() const { return false; }
  /// Gives what is held back of a batch, as Flush does at the end of the input.
  virtual TransformStatus FlushBatch(TaskContext& context, LocalState& local, Chunk& out) {
    return Flush(context, local, out);
  }
  /// Gives what is held back once a worker's input has ended; kNeedInput means nothing is left.
  virtual TransformStatus Flush(TaskContext& context, LocalState& local, Chunk& out) {
    (void)context, (void)local, (void)out;
    return TransformStatus::kNeedInput;
  }
};

enum class SinkStatus : uint8_t {
  kNeedInput,
  kFinished,  // no later input can matter
  kBlocked,   // the chunk was not taken; consume it again once woken
};

/// Takes chunks. Order of calls: StartBatch and Consume by many workers; Merge once per worker,
/// possibly at the same time; then PrepareFinish alone; FinishPart(0 .. n) in parallel; NextStage
/// alone, and more parts if it asks for them, until it does not; then Finish alone. Spill may come
/// beside any of them.
class Sink : public Operator, public Spillable {
 public:
  virtual std::unique_ptr<LocalState> MakeLocal(TaskContext& context) = 0;
  /// Says that the worker's next chunks stem from `batch` and those before it are through: see
  /// TaskContext::batch. For sinks that keep the order of rows.
  virtual void StartBatch(LocalState& local, uint64_t batch) { (void)local, (void)batch; }
  /// Takes a chunk; may move from it unless it answers kBlocked.
  virtual SinkStatus Consume(TaskContext& context, LocalState& local, Chunk& input) = 0;
  /// Hands a worker's part over to the shared state.
  virtual void Merge(TaskContext& context, LocalState& local) = 0;
  /// Returns into how many parallel parts the finishing is cut.
  virtual uint32_t PrepareFinish(TaskContext& context) {
    (void)context;
    return 0;
  }
  virtual void FinishPart(TaskContext& context, uint32_t part) { (void)context, (void)part; }
  /// Is called once all parts are done; returns into how many parts the next stage of finishing is
  /// cut, 0 when there is none.
  virtual uint32_t NextStage(TaskContext& context) {
    (void)context;
    return 0;
  }
  virtual void Finish(TaskContext& context) { (void)context; }
};

}  // namespace lakebolt
