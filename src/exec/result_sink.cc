#include "exec/result_sink.h"

#include <chrono>
#include <limits>
#include <utility>

namespace lakebolt {

struct ResultSink::Local final : LocalState {
  uint64_t batch = 0;
};

std::unique_ptr<LocalState> ResultSink::MakeLocal(TaskContext&) {
  const std::lock_guard lock(mutex_);
  active_.insert(0);
  return std::make_unique<Local>();
}

uint64_t ResultSink::Front() const {
  return active_.empty() ? std::numeric_limits<uint64_t>::max() : *active_.begin();
}

bool ResultSink::HasChunk() const {
  return !chunks_.empty() && (closed_ || chunks_.begin()->first <= Front());
}

ResultSink::Wakers ResultSink::Move(uint64_t from, std::optional<uint64_t> to) {
  const uint64_t old_front = Front();
  active_.erase(active_.find(from));
  if (to) active_.insert(*to);
  const uint64_t front = Front();
  if (front == old_front) return {};
  chunks_ahead_ = 0;
  for (auto batch = chunks_.upper_bound(front); batch != chunks_.end(); ++batch) {
    chunks_ahead_ += batch->second.size();
  }
  changed_.notify_all();
  return std::exchange(blocked_, {});
}

void ResultSink::StartBatch(LocalState& state, uint64_t batch) {
  auto& local = static_cast<Local&>(state);
  if (batch == local.batch) return;
  Wakers wakers;
  {
    const std::lock_guard lock(mutex_);
    wakers = Move(std::exchange(local.batch, batch), batch);
  }
  for (const auto& wake : wakers) wake();
}

SinkStatus ResultSink::Consume(TaskContext& context, LocalState& state, Chunk& input) {
  const uint64_t batch = static_cast<Local&>(state).batch;
  input.Compact();
  const std::lock_guard lock(mutex_);
  if (abandoned_) return SinkStatus::kFinished;
  const bool ahead = batch > Front();
  const auto waiting = chunks_.find(batch);
  const size_t held =
      ahead ? chunks_ahead_ : (waiting == chunks_.end() ? 0 : waiting->second.size());
  if (held >= (ahead ? capacity_ahead_ : capacity_)) {
    blocked_.push_back(context.waker);
    return SinkStatus::kBlocked;
  }
  chunks_[batch].push_back(std::move(input));
  if (ahead) {
    ++chunks_ahead_;
  } else {
    changed_.notify_all();
  }
  return SinkStatus::kNeedInput;
}

void ResultSink::Merge(TaskContext&, LocalState& state) {
  Wakers wakers;
  {
    const std::lock_guard lock(mutex_);
    wakers = Move(static_cast<Local&>(state).batch, std::nullopt);
  }
  for (const auto& wake : wakers) wake();
}

std::optional<Chunk> ResultSink::Take() {
  Wakers wakers;
  std::optional<Chunk> chunk;
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return closed_ || HasChunk(); });
    if (chunks_.empty()) return std::nullopt;
    const auto first = chunks_.begin();
    chunk = std::move(first->second.front());
    first->second.pop_front();
    // Waking at half empty lets workers run for a while instead of one chunk at a time.
    if (first->second.size() <= capacity_ / 2) wakers = std::exchange(blocked_, {});
    if (first->second.empty()) chunks_.erase(first);
  }
  for (const auto& wake : wakers) wake();
  return chunk;
}

bool ResultSink::WaitFor(int milliseconds) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, std::chrono::milliseconds(milliseconds),
                           [this] { return closed_ || HasChunk(); });
}

void ResultSink::Close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

void ResultSink::Abandon() {
  Wakers wakers;
  {
    const std::lock_guard lock(mutex_);
    abandoned_ = true;
    chunks_.clear();
    chunks_ahead_ = 0;
    wakers = std::exchange(blocked_, {});
  }
  for (const auto& wake : wakers) wake();
}

}  // namespace lakebolt
