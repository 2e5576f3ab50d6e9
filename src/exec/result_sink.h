#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "base/memory_pool.h"
#include "exec/operator.h"
#include "vector/arrow_export.h"

namespace lakebolt {

/// Is what a reader gets at a time: a chunk, or many rows that a worker made into an Arrow array.
using ResultPiece = std::variant<Chunk, ArrowBatch>;

/// Hands result chunks to the reader, in the order of the batches they stem from: scans number
/// their morsels, so rows come out as they stand in the table however many workers read it.
///
/// The front is the lowest batch that some worker may still be at; the reader gets chunks up to the
/// front. Workers ahead of it may run a bounded number of chunks ahead, then they block, so a
/// result is never held in memory whole. A worker at the front blocks only on a reader that has
/// chunks to take, which excludes deadlock. Sources without an order give every chunk batch 0.
///
/// Where the reader wants Arrow arrays, workers make them, of many chunks of one batch each: one
/// thread could not keep up with the others.
class ResultSink final : public Sink {
 public:
  /// Bounds what waits to be read.
  struct Bounds {
    size_t chunks = 0;        // up to the front
    size_t chunks_ahead = 0;  // in the batches behind it
    size_t bytes = 0;         // of the former, of the latter, and of what workers gather
  };
  /// What waits is charged to `memory`, as far as there is room: where there is none, less waits.
  ResultSink(const Bounds& bounds, MemoryPool* memory)
      : bounds_(bounds), charged_(memory, "results") {}

  std::string Name() const override { return "RESULT"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  void StartBatch(LocalState& local, uint64_t batch) override;
  SinkStatus Consume(TaskContext& context, LocalState& local, Chunk& input) override;
  void Merge(TaskContext& context, LocalState& local) override;

  /// Has workers make Arrow arrays of `schema` from now on; chunks may still come before and
  /// between them. Call Take no more.
  void MakeArrow(const Schema& schema, ArrowTexts texts);

  /// Takes the next chunk, waiting for it; nothing once `Close` was called and all are taken.
  std::optional<Chunk> Take();
  /// Takes the next chunk or array likewise.
  std::optional<ResultPiece> TakePiece();
  /// Waits at most `milliseconds` until Take would not wait.
  bool WaitFor(int milliseconds);

  /// Says that no chunk will come any more (the query has ended).
  void Close();
  /// Says that nobody reads any more: chunks are dropped and blocked workers go on.
  void Abandon();

 private:
  using Wakers = std::vector<std::function<void()>>;
  struct Local;
  /// Is a piece and how many chunks it counts for.
  struct Held {
    ResultPiece piece;
    size_t chunks = 1;
    size_t bytes = 0;
  };
  /// Counts what waits.
  struct Waiting {
    size_t chunks = 0;
    size_t bytes = 0;

    void Add(size_t more_chunks, size_t more_bytes) {
      chunks += more_chunks;
      bytes += more_bytes;
    }
    void Remove(size_t fewer_chunks, size_t fewer_bytes) {
      chunks -= fewer_chunks;
      bytes -= fewer_bytes;
    }
  };
  struct Queue {
    std::deque<Held> pieces;
    Waiting waiting;
  };

  uint64_t Front() const;
  /// Tells whether chunks of a batch may be added, or gathered to be, with the lock held; else has
  /// `waker` called once they may.
  bool HasRoom(uint64_t batch, bool gathers, const std::function<void()>& waker);
  void Push(uint64_t batch, Held held);
  SinkStatus Gather(TaskContext& context, Local& local, Chunk& input, size_t bytes);
  /// Gives what a worker has gathered, as an array where it is worth while.
  void Flush(Local& local);
  /// Returns whether a chunk may be taken now.
  bool HasChunk() const;
  /// Tells whether what waits is charged, after trying to.
  bool Charge();
  /// Counts what waits, after the front moved.
  void CountAgain();
  /// Moves a worker to another batch; returns whom to wake, outside of the lock.
  Wakers Move(uint64_t from, std::optional<uint64_t> to);

  const Bounds bounds_;
  std::mutex mutex_;
  Reservation charged_;
  std::condition_variable changed_;
  std::map<uint64_t, Queue> queues_;  // by batch, none empty
  Waiting ready_;                     // in batches up to the front
  Waiting ahead_;                     // in those behind it
  std::multiset<uint64_t> active_;    // one batch a worker
  Wakers blocked_;
  Schema arrow_schema_;
  ArrowTexts arrow_texts_ = ArrowTexts::kOffsets;
  std::atomic<bool> makes_arrow_{false};
  bool closed_ = false;
  bool abandoned_ = false;
};

}  // namespace lakebolt
