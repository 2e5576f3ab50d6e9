#include "exec/set/materialize.h"

#include <algorithm>

namespace lakebolt {

namespace {

struct MaterializeLocal final : LocalState {
  std::vector<Chunk> chunks;
  int64_t bytes_unreserved = 0;
};

}  // namespace

std::unique_ptr<LocalState> Materialize::MakeLocal(TaskContext&) {
  return std::make_unique<MaterializeLocal>();
}

SinkStatus Materialize::Consume(TaskContext&, LocalState& local, Chunk& input) {
  constexpr int64_t kReserveStep = 1 << 20;
  auto& mine = static_cast<MaterializeLocal&>(local);
  input.Compact();
  mine.bytes_unreserved += static_cast<int64_t>(input.MemoryBytes());
  mine.chunks.push_back(std::move(input));
  if (mine.bytes_unreserved >= kReserveStep) {
    const std::lock_guard lock(mutex_);
    reservation_.Grow(mine.bytes_unreserved);
    mine.bytes_unreserved = 0;
  }
  return SinkStatus::kNeedInput;
}

void Materialize::Merge(TaskContext&, LocalState& local) {
  auto& mine = static_cast<MaterializeLocal&>(local);
  const std::lock_guard lock(mutex_);
  reservation_.Grow(mine.bytes_unreserved);
  for (Chunk& chunk : mine.chunks) chunks_.push_back(std::move(chunk));
}

void Materialize::Adopt(std::vector<Chunk> chunks) {
  for (const Chunk& chunk : chunks) reservation_.Grow(static_cast<int64_t>(chunk.MemoryBytes()));
  chunks_ = std::move(chunks);
}

std::unique_ptr<LocalState> MaterializedScan::MakeLocal(TaskContext&) {
  return std::make_unique<LocalState>();
}

SourceStatus MaterializedScan::Next(TaskContext& context, LocalState&, Chunk& out) {
  const size_t i = next_.fetch_add(1);
  context.batch = i;
  if (i >= input_->chunks().size()) return SourceStatus::kFinished;
  const Chunk& chunk = input_->chunks()[i];
  std::vector<Vector> columns;
  for (const uint32_t position : positions_) columns.push_back(chunk.column(position));
  out = Chunk(std::move(columns), chunk.size());
  return SourceStatus::kRows;
}

uint32_t MaterializedScan::MaxTasks() const {
  constexpr size_t kChunksPerTask = 8;
  return static_cast<uint32_t>(
      std::clamp<size_t>(input_->chunks().size() / kChunksPerTask, 1, 1024));
}

}  // namespace lakebolt
