#include "exec/result_sink.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

#include "vector/copied_bytes.h"

namespace lakebolt {

namespace {

// Arrays grow, so that a reader soon sees rows.
constexpr uint64_t kFirstRows = 2048;
constexpr uint64_t kMostRows = 1 << 17;
/// Fewer rows are left to the reader, who puts them together across batches, unless they are so
/// large a part of what may wait that there is little to put them together with.
constexpr uint64_t kLeastRowsOfArray = 1 << 14;
constexpr size_t kShareOfArray = 2;
/// A worker begins to gather while no more waits than others may have gathered; the reader would
/// wait for each array else.
constexpr size_t kGathersBeside = 2;
constexpr size_t kChunksBesideGathered = kGathersBeside * kMostRows / kDefaultChunkSize;
/// Where memory is short, so many times fewer bytes wait: a reader and workers that take turns over
/// single chunks would be slow.
constexpr size_t kShareOfUncharged = 2;

}  // namespace

struct ResultSink::Local final : LocalState {
  uint64_t batch = 0;
  // Chunks to make an Arrow array of.
  std::vector<Chunk> gathered;
  uint64_t rows = 0;
  size_t bytes = 0;
  uint64_t target_rows = kFirstRows;
};

std::unique_ptr<LocalState> ResultSink::MakeLocal(TaskContext&) {
  const std::lock_guard lock(mutex_);
  active_.insert(0);
  CountAgain();
  return std::make_unique<Local>();
}

uint64_t ResultSink::Front() const {
  return active_.empty() ? std::numeric_limits<uint64_t>::max() : *active_.begin();
}

bool ResultSink::HasChunk() const {
  return !queues_.empty() && (closed_ || queues_.begin()->first <= Front());
}

bool ResultSink::Charge() {
  const auto bytes = static_cast<int64_t>(ready_.bytes + ahead_.bytes);
  if (bytes > charged_.size()) return charged_.TryGrow(bytes - charged_.size());
  charged_.Resize(bytes);
  return true;
}

void ResultSink::CountAgain() {
  const uint64_t front = Front();
  ready_ = {};
  ahead_ = {};
  for (const auto& [batch, queue] : queues_) {
    (batch > front ? ahead_ : ready_).Add(queue.waiting.chunks, queue.waiting.bytes);
  }
}

ResultSink::Wakers ResultSink::Move(uint64_t from, std::optional<uint64_t> to) {
  const uint64_t old_front = Front();
  auto node = active_.extract(from);
  if (to) {
    node.value() = *to;
    active_.insert(std::move(node));
  }
  const uint64_t front = Front();
  if (front == old_front) return {};
  CountAgain();
  changed_.notify_all();
  return std::exchange(blocked_, {});
}

void ResultSink::StartBatch(LocalState& state, uint64_t batch) {
  auto& local = static_cast<Local&>(state);
  if (batch == local.batch) return;
  Flush(local);
  Wakers wakers;
  {
    const std::lock_guard lock(mutex_);
    wakers = Move(std::exchange(local.batch, batch), batch);
  }
  for (const auto& wake : wakers) wake();
}

bool ResultSink::HasRoom(uint64_t batch, bool gathers, const std::function<void()>& waker) {
  const bool ahead = batch > Front();
  const Waiting& held = ahead ? ahead_ : ready_;
  const size_t chunks = gathers ? kChunksBesideGathered
                        : ahead ? bounds_.chunks_ahead
                                : bounds_.chunks;
  size_t bytes = gathers ? bounds_.bytes * kGathersBeside : bounds_.bytes;
  if (!Charge()) bytes /= kShareOfUncharged;
  if (held.chunks == 0 || (held.chunks < chunks && held.bytes < bytes)) return true;
  blocked_.push_back(waker);
  return false;
}

void ResultSink::Push(uint64_t batch, Held held) {
  if (batch > Front()) {
    ahead_.Add(held.chunks, held.bytes);
  } else {
    ready_.Add(held.chunks, held.bytes);
    changed_.notify_all();
  }
  Queue& queue = queues_[batch];
  queue.waiting.Add(held.chunks, held.bytes);
  queue.pieces.push_back(std::move(held));
}

SinkStatus ResultSink::Consume(TaskContext& context, LocalState& state, Chunk& input) {
  auto& local = static_cast<Local&>(state);
  input.Compact();
  // The reader copies rows, and those of a constant or a dictionary may be many times what they are
  // here.
  size_t bytes = CopiedBytes(input);
  while (input.size() > 1 && bytes > bounds_.bytes) {
    uint32_t rows = input.size();
    Chunk first;
    do {
      rows = (rows + 1) / 2;
      first = input;
      first.SliceLive(0, rows);
      first.Compact();
    } while (rows > 1 && CopiedBytes(first) > bounds_.bytes);
    const SinkStatus status = Consume(context, state, first);
    if (status != SinkStatus::kNeedInput) return status;
    input.SliceLive(rows, input.size() - rows);
    input.Compact();
    bytes = CopiedBytes(input);
  }
  if (makes_arrow_.load(std::memory_order_acquire)) return Gather(context, local, input, bytes);
  const std::lock_guard lock(mutex_);
  if (abandoned_) return SinkStatus::kFinished;
  if (!HasRoom(local.batch, false, context.waker)) return SinkStatus::kBlocked;
  Push(local.batch, {std::move(input), 1, bytes});
  return SinkStatus::kNeedInput;
}

SinkStatus ResultSink::Gather(TaskContext& context, Local& local, Chunk& input, size_t bytes) {
  const bool full =
      local.rows + input.size() >= local.target_rows || local.bytes + bytes >= bounds_.bytes;
  // What is gathered is given at the end of its batch, room or not.
  if (full || local.gathered.empty()) {
    const std::lock_guard lock(mutex_);
    if (abandoned_) return SinkStatus::kFinished;
    if (!HasRoom(local.batch, !full, context.waker)) return SinkStatus::kBlocked;
  }
  local.rows += input.size();
  local.bytes += bytes;
  local.gathered.push_back(std::move(input));
  if (full) {
    Flush(local);
    local.target_rows = std::min(local.target_rows * 2, kMostRows);
  }
  return SinkStatus::kNeedInput;
}

void ResultSink::Flush(Local& local) {
  if (local.gathered.empty()) return;
  std::vector<Held> pieces;
  const size_t count = local.gathered.size();
  const bool is_much = local.bytes >= bounds_.bytes / kShareOfArray;
  if (local.rows >= kLeastRowsOfArray || is_much) {
    ArrowBatch batch(arrow_schema_, std::move(local.gathered), arrow_texts_);
    pieces.push_back({std::move(batch), count, local.bytes});
  } else {
    for (Chunk& chunk : local.gathered) {
      const size_t bytes = CopiedBytes(chunk);
      pieces.push_back({std::move(chunk), 1, bytes});
    }
  }
  local.gathered.clear();
  local.rows = 0;
  local.bytes = 0;
  const std::lock_guard lock(mutex_);
  if (abandoned_) return;
  for (Held& piece : pieces) Push(local.batch, std::move(piece));
}

void ResultSink::Merge(TaskContext&, LocalState& state) {
  Flush(static_cast<Local&>(state));
  Wakers wakers;
  {
    const std::lock_guard lock(mutex_);
    wakers = Move(static_cast<Local&>(state).batch, std::nullopt);
  }
  for (const auto& wake : wakers) wake();
}

void ResultSink::MakeArrow(const Schema& schema, ArrowTexts texts) {
  if (makes_arrow_.load(std::memory_order_relaxed)) return;
  arrow_schema_ = schema;
  arrow_texts_ = texts;
  makes_arrow_.store(true, std::memory_order_release);
}

std::optional<Chunk> ResultSink::Take() {
  std::optional<ResultPiece> piece = TakePiece();
  if (!piece) return std::nullopt;
  return std::get<Chunk>(std::move(*piece));
}

std::optional<ResultPiece> ResultSink::TakePiece() {
  Wakers wakers;
  std::optional<ResultPiece> piece;
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return closed_ || HasChunk(); });
    if (queues_.empty()) return std::nullopt;
    const auto first = queues_.begin();
    Queue& queue = first->second;
    const Held& held = queue.pieces.front();
    queue.waiting.Remove(held.chunks, held.bytes);
    (first->first > Front() ? ahead_ : ready_).Remove(held.chunks, held.bytes);
    piece = std::move(queue.pieces.front().piece);
    queue.pieces.pop_front();
    (void)Charge();
    // Waking at half empty lets workers run for a while instead of one chunk at a time.
    if (ready_.chunks <= bounds_.chunks / 2 && ready_.bytes <= bounds_.bytes / 2) {
      wakers = std::exchange(blocked_, {});
    }
    if (queue.pieces.empty()) queues_.erase(first);
  }
  for (const auto& wake : wakers) wake();
  return piece;
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
    queues_.clear();
    ready_ = {};
    ahead_ = {};
    charged_.Free();
    wakers = std::exchange(blocked_, {});
  }
  for (const auto& wake : wakers) wake();
}

}  // namespace lakebolt
