#include "exec/set/materialize.h"

#include <algorithm>

#include "vector/held_columns.h"

namespace lakebolt {

namespace {

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
  Local(MemoryPool* memory, std::string who) : bytes(memory, std::move(who)) {}

  uint64_t batch = 0;
  std::vector<Kept> kept;
  size_t in_memory_from = 0;  // those before are on disk
  std::unique_ptr<SpillFile> file;
  HeldColumns held;
  Reservation bytes;
};

std::unique_ptr<LocalState> Materialize::MakeLocal(TaskContext&) {
  return std::make_unique<Local>(query_.memory, Who());
}

void Materialize::MoveToDisk(Kept& kept, std::unique_ptr<SpillFile>& file) {
  query_.cancellation->Check();
  if (file == nullptr) file = std::make_unique<SpillFile>(query_.temporary, TypesOf(kept.rows));
  file->Write(kept.rows);
  kept.rows = Chunk();
  kept.file = file.get();
  kept.number = file->chunks() - 1;
}

void Materialize::StartBatch(LocalState& local, uint64_t batch) {
  static_cast<Local&>(local).batch = batch;
}

SinkStatus Materialize::Consume(TaskContext&, LocalState& state, Chunk& input) {
  auto& local = static_cast<Local&>(state);
  input.Compact();
  if (input.size() == 0) return SinkStatus::kNeedInput;
  const int64_t bytes = local.held.Add(input.mutable_columns());
  const uint32_t count = input.size();
  local.kept.push_back({std::move(input), local.batch, count});
  if (local.bytes.TryGrow(bytes)) return SinkStatus::kNeedInput;
  for (; local.in_memory_from < local.kept.size(); ++local.in_memory_from) {
    MoveToDisk(local.kept[local.in_memory_from], local.file);
  }
  local.held.Clear();
  local.bytes.Free();
  return SinkStatus::kNeedInput;
}

void Materialize::Merge(TaskContext&, LocalState& state) {
  auto& local = static_cast<Local&>(state);
  const std::lock_guard lock(mutex_);
  bytes_.Absorb(local.bytes);
  for (Kept& kept : local.kept) kept_.push_back(std::move(kept));
  if (local.file == nullptr) return;
  stats().bytes_spilled += static_cast<uint64_t>(local.file->bytes());
  files_.push_back(std::move(local.file));
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
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock.owns_lock()) return 0;
  std::unique_ptr<SpillFile> file;
  int64_t given = 0;
  for (Kept& kept : kept_) {
    if (given >= bytes) break;
    if (kept.file != nullptr) continue;
    given += BytesOf(kept.rows);
    MoveToDisk(kept, file);
  }
  if (file == nullptr) return 0;
  given = std::min(given, bytes_.size());
  bytes_.Resize(bytes_.size() - given);
  stats().bytes_spilled += static_cast<uint64_t>(file->bytes());
  files_.push_back(std::move(file));
  return given;
}

void Materialize::Adopt(std::vector<Chunk> chunks) {
  for (Chunk& chunk : chunks) {
    bytes_.Grow(BytesOf(chunk));
    const uint32_t count = chunk.size();
    kept_.push_back({std::move(chunk), 0, count});
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
