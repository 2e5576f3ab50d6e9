#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "exec/operator.h"

namespace lakebolt {

/// Hands result chunks to the reader, in the order of the batches they stem from: scans number
/// their morsels, so rows come out as they stand in the table however many workers read it.
///
/// The front is the lowest batch that some worker may still be at; the reader gets chunks up to the
/// front. Workers ahead of it may run a bounded number of chunks ahead, then they block, so a
/// result is never held in memory whole. A worker at the front blocks only on a reader that has
/// chunks to take, which excludes deadlock. Sources without an order give every chunk batch 0.
class ResultSink final : public Sink {
 public:
  /// At most `capacity` chunks wait at the front, and `capacity_ahead` in the batches behind it.
  ResultSink(size_t capacity, size_t capacity_ahead)
      : capacity_(capacity), capacity_ahead_(capacity_ahead) {}

  std::string Name() const override { return "RESULT"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  void StartBatch(LocalState& local, uint64_t batch) override;
  SinkStatus Consume(TaskContext& context, LocalState& local, Chunk& input) override;
  void Merge(TaskContext& context, LocalState& local) override;

  /// Takes the next chunk, waiting for it; nothing once `Close` was called and all are taken.
  std::optional<Chunk> Take();
  /// Waits at most `milliseconds` until Take would not wait.
  bool WaitFor(int milliseconds);

  /// Says that no chunk will come any more (the query has ended).
  void Close();
  /// Says that nobody reads any more: chunks are dropped and blocked workers go on.
  void Abandon();

 private:
  using Wakers = std::vector<std::function<void()>>;
  struct Local;

  uint64_t Front() const;
  /// Returns whether a chunk may be taken now.
  bool HasChunk() const;
  /// Moves a worker to another batch; returns whom to wake, outside of the lock.
  Wakers Move(uint64_t from, std::optional<uint64_t> to);

  const size_t capacity_;
  const size_t capacity_ahead_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<uint64_t, std::deque<Chunk>> chunks_;  // by batch, none empty
  size_t chunks_ahead_ = 0;                       // in batches behind the front
  std::multiset<uint64_t> active_;                // one batch a worker
  Wakers blocked_;
  bool closed_ = false;
  bool abandoned_ = false;
};

}  // namespace lakebolt
