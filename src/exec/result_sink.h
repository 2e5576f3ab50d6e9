#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "exec/operator.h"

namespace lakebolt {

/// Hands result chunks to the reader through a short queue. A full queue blocks the query, so a
/// result is never held in memory whole. Chunks are compacted; with one worker they keep order.
class ResultSink final : public Sink {
 public:
  explicit ResultSink(size_t capacity) : capacity_(capacity) {}

  std::string Name() const override { return "RESULT"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  SinkStatus Consume(TaskContext& context, LocalState& local, Chunk& input) override;
  void Merge(TaskContext&, LocalState&) override {}

  /// Takes the next chunk, waiting for it; nothing once `Close` was called and all are taken.
  std::optional<Chunk> Take();
  /// Waits at most `milliseconds` until Take would not wait.
  bool WaitFor(int milliseconds);

  /// Says that no chunk will come any more (the query has ended).
  void Close();
  /// Says that nobody reads any more: chunks are dropped and blocked workers go on.
  void Abandon();

 private:
  void WakeBlocked(std::unique_lock<std::mutex>& lock);

  const size_t capacity_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Chunk> chunks_;
  std::vector<std::function<void()>> blocked_;
  bool closed_ = false;
  bool abandoned_ = false;
};

}  // namespace lakebolt
