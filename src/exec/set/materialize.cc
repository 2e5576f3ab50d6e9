#include "exec/set/materialize.h"

#include <algorithm>
#include <utility>

#include "exec/spill/spill_lock.h"

namespace lakebolt {

namespace {

/// Making room gives back at least one part in so many of a worker's share of the memory.
constexpr int64_t kLeastShare = 16;

std::vector<LogicalType> TypesOf(const Chunk& chunk) {
  std::vector<LogicalType> types;
  for (const Vector& column : chunk.columns()) types.push_back(column.type());
  return types;
}

int64_t BytesOf(const Chunk& chunk) {
  return static_cast<int64_t>(chunk.MemoryBytes());
}

}  // namespace

struct Materialize::Local final : LocalState {
  explicit Local(std::shared_ptr<Worker> own) : worker(std::move(own)) {}

  uint64_t batch = 0;
  std::shared_ptr<Worker> worker;
};

std::unique_ptr<LocalState> Materialize::MakeLocal(TaskContext&) {
  auto worker = std::make_shared<Worker>(query_.memory, Who());
  const std::lock_guard lock(mutex_);
  workers_.push_back(worker);
  return std::make_unique<Local>(std::move(worker));
}

void Materialize::MoveToDisk(Kept& kept, std::unique_ptr<SpillFile>& file) {
  query_.cancellation->Check();
  if (file == nullptr) file = std::make_unique<SpillFile>(query_.temporary, TypesOf(kept.rows));
  file->Write(kept.rows);
  kept.rows = Chunk();
  kept.file = file.get();
  kept.number = file->chunks() - 1;
  kept.bytes = 0;
  has_spilled_ = true;
}

/// Writes rows that take about `bytes`, the newest first: what they share with older ones, such as
/// a dictionary, is charged to these. Returns the bytes given back; the worker is locked.
int64_t Materialize::MakeRoom(Worker& worker, int64_t bytes) {
  int64_t given = 0;
  for (; !worker.in_memory.empty() && given < bytes; worker.in_memory.pop_back()) {
    Kept& kept = worker.kept[worker.in_memory.back()];
    const int64_t charged = kept.bytes;
    MoveToDisk(kept, worker.file);
    worker.bytes.Resize(worker.bytes.size() - charged);
    given += charged;
  }
  worker.held.Clear();
  return given;
}

void Materialize::StartBatch(LocalState& local, uint64_t batch) {
  static_cast<Local&>(local).batch = batch;
}

SinkStatus Materialize::Consume(TaskContext&, LocalState& state, Chunk& input) {
  auto& local = static_cast<Local&>(state);
  input.Compact();
  if (input.size() == 0) return SinkStatus::kNeedInput;
  Worker& worker = *local.worker;
  const std::lock_guard lock(worker.mutex);
  const int64_t bytes = worker.held.Add(input.mutable_columns());
  const uint32_t count = input.size();
  worker.kept.push_back({std::move(input), local.batch, count});
  if (!worker.bytes.TryGrow(bytes)) {
    MoveToDisk(worker.kept.back(), worker.file);
    MakeRoom(worker, std::max(bytes, query_.memory->limit() / kLeastShare / query_.threads));
    return SinkStatus::kNeedInput;
  }
  worker.kept.back().bytes = bytes;
  worker.in_memory.push_back(worker.kept.size() - 1);
  return SinkStatus::kNeedInput;
}

void Materialize::Merge(TaskContext&, LocalState& state) {
  const std::shared_ptr<Worker> worker = std::move(static_cast<Local&>(state).worker);
  const std::lock_guard lock(mutex_);
  std::erase(workers_, worker);
  const std::lock_guard worker_lock(worker->mutex);
  bytes_.Absorb(worker->bytes);
  for (Kept& kept : worker->kept) kept_.push_back(std::move(kept));
  // Whoever has found this worker before may still ask it for memory, of which it has none.
  worker->kept.clear();
  worker->in_memory.clear();
  if (worker->file == nullptr) return;
  stats().bytes_spilled += static_cast<uint64_t>(worker->file->bytes());
  files_.push_back(std::move(worker->file));
}

void Materialize::Finish(TaskContext&) {
  const std::unique_lock lock(mutex_);
  std::stable_sort(kept_.begin(), kept_.end(),
                   [](const Kept& a, const Kept& b) { return a.batch < b.batch; });
}

uint64_t Materialize::rows() const {
  uint64_t rows = 0;
  for (const Kept& kept : kept_) rows += kept.count;
  return rows;
}

int64_t Materialize::Spill(int64_t bytes) {
  if (const int64_t given = SpillWorker(bytes); given > 0) return given;
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock.owns_lock()) return 0;
  const int64_t wanted = std::max(bytes, query_.memory->limit() / kLeastShare);
  // Where writing fails midway, readers may still come to what was written before.
  std::unique_ptr<SpillFile>& file = files_.emplace_back();
  int64_t given = 0;
  for (auto kept = kept_.rbegin(); kept != kept_.rend() && given < wanted; ++kept) {
    if (kept->file != nullptr) continue;
    const int64_t charged = kept->bytes;
    MoveToDisk(*kept, file);
    bytes_.Resize(bytes_.size() - charged);
    given += charged;
  }
  if (file == nullptr) {
    files_.pop_back();
  } else {
    stats().bytes_spilled += static_cast<uint64_t>(file->bytes());
  }
  return given;
}

/// Has a worker that still takes rows write some; returns the bytes given back.
int64_t Materialize::SpillWorker(int64_t bytes) {
  std::vector<std::shared_ptr<Worker>> workers;
  {
    const std::shared_lock lock(mutex_, std::try_to_lock);
    if (!lock.owns_lock()) return 0;
    workers = workers_;
  }
  for (const std::shared_ptr<Worker>& worker : workers) {
    const std::unique_lock lock = LockToSpill(worker->mutex);
    if (!lock.owns_lock()) continue;
    const int64_t least = query_.memory->limit() / kLeastShare / query_.threads;
    if (const int64_t given = MakeRoom(*worker, std::max(bytes, least)); given > 0) return given;
  }
  return 0;
}

void Materialize::Adopt(std::vector<Chunk> chunks) {
  for (Chunk& chunk : chunks) {
    const int64_t bytes = BytesOf(chunk);
    bytes_.Grow(bytes);
    const uint32_t count = chunk.size();
    kept_.push_back({std::move(chunk), 0, count, bytes});
  }
}

void Materialize::Drain(LocalState& state, const TakeRows& take) {
  const std::shared_ptr<Worker> worker = std::move(static_cast<Local&>(state).worker);
  {
    const std::lock_guard lock(mutex_);
    std::erase(workers_, worker);
  }
  std::vector<Kept> kept;
  {
    // Whoever had this worker write may still do so.
    const std::lock_guard lock(worker->mutex);
    kept = std::exchange(worker->kept, {});
    worker->in_memory.clear();
    worker->held.Clear();
  }
  HandOn(std::move(kept), worker->bytes, take);
  if (worker->file != nullptr)
    stats().bytes_spilled += static_cast<uint64_t>(worker->file->bytes());
}

void Materialize::Drain(const TakeRows& take) {
  std::vector<Kept> kept;
  std::vector<std::unique_ptr<SpillFile>> files;
  Reservation bytes(query_.memory, Who());
  {
    const std::lock_guard lock(mutex_);
    kept = std::exchange(kept_, {});
    files = std::exchange(files_, {});
    bytes.Absorb(bytes_);
  }
  HandOn(std::move(kept), bytes, take);
}

void Materialize::HandOn(std::vector<Kept> kept, Reservation& bytes, const TakeRows& take) const {
  for (Kept& piece : kept) {
    query_.cancellation->Check();
    take(piece.file == nullptr ? std::move(piece.rows) : piece.file->Read(piece.number));
    bytes.Resize(bytes.size() - piece.bytes);
  }
}

Chunk Materialize::Read(size_t chunk) const {
  const std::shared_lock lock(mutex_);
  const Kept& kept = kept_[chunk];
  return kept.file == nullptr ? kept.rows : kept.file->Read(kept.number);
}

std::unique_ptr<LocalState> MaterializedScan::MakeLocal(TaskContext&) {
  return std::make_unique<LocalState>();
}

SourceStatus MaterializedScan::Next(TaskContext& context, LocalState&, Chunk& out) {
  const size_t i = next_.fetch_add(1);
  context.batch = i;
  if (i >= input_->chunks()) return SourceStatus::kFinished;
  const Chunk chunk = input_->Read(i);
  std::vector<Vector> columns;
  for (const uint32_t position : positions_) columns.push_back(chunk.column(position));
  out = Chunk(std::move(columns), chunk.size());
  return SourceStatus::kRows;
}

uint32_t MaterializedScan::MaxTasks() const {
  constexpr size_t kChunksPerTask = 8;
  return static_cast<uint32_t>(std::clamp<size_t>(input_->chunks() / kChunksPerTask, 1, 1024));
}

}  // namespace lakebolt
