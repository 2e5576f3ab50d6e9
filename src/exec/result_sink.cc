#include "exec/result_sink.h"

#include <chrono>
#include <utility>

namespace lakebolt {

std::unique_ptr<LocalState> ResultSink::MakeLocal(TaskContext&) {
  return std::make_unique<LocalState>();
}

SinkStatus ResultSink::Consume(TaskContext& context, LocalState&, Chunk& input) {
  input.Compact();
  const std::lock_guard lock(mutex_);
  if (abandoned_) return SinkStatus::kFinished;
  if (chunks_.size() >= capacity_) {
    blocked_.push_back(context.waker);
    return SinkStatus::kBlocked;
  }
  chunks_.push_back(std::move(input));
  changed_.notify_all();
  return SinkStatus::kNeedInput;
}

std::optional<Chunk> ResultSink::Take() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return closed_ || !chunks_.empty(); });
  if (chunks_.empty()) return std::nullopt;
  Chunk chunk = std::move(chunks_.front());
  chunks_.pop_front();
  // Waking at half empty lets workers run for a while instead of one chunk at a time.
  if (chunks_.size() <= capacity_ / 2) WakeBlocked(lock);
  return chunk;
}

bool ResultSink::WaitFor(int milliseconds) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, std::chrono::milliseconds(milliseconds),
                           [this] { return closed_ || !chunks_.empty(); });
}

void ResultSink::Close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

void ResultSink::Abandon() {
  std::unique_lock lock(mutex_);
  abandoned_ = true;
  chunks_.clear();
  WakeBlocked(lock);
}

void ResultSink::WakeBlocked(std::unique_lock<std::mutex>& lock) {
  const auto wakers = std::exchange(blocked_, {});
  lock.unlock();
  for (const auto& wake : wakers) wake();
  lock.lock();
}

}  // namespace lakebolt
