#include <algorithm>

#include "exec/window/window.h"

namespace lakebolt {

struct WindowScan::Local final : LocalState {
  std::unique_ptr<WindowSlice> slice;
  uint32_t given = 0;  // rows of it
};

std::unique_ptr<LocalState> WindowScan::MakeLocal(TaskContext&) {
  return std::make_unique<Local>();
}

SourceStatus WindowScan::Next(TaskContext& context, LocalState& local, Chunk& out) {
  if (input_->spilled() != nullptr) return NextSpilled(context, static_cast<Local&>(local), out);
  const uint64_t batch = next_.fetch_add(1);
  const uint64_t begin = batch * context.query.chunk_size;
  if (begin >= input_->rows()) return SourceStatus::kFinished;
  context.batch = batch;
  const uint64_t count = std::min<uint64_t>(context.query.chunk_size, input_->rows() - begin);
  out = input_->Compute(static_cast<uint32_t>(begin), static_cast<uint32_t>(count));
  return SourceStatus::kRows;
}

SourceStatus WindowScan::NextSpilled(TaskContext& context, Local& local, Chunk& out) {
  if (local.slice == nullptr) {
    const uint64_t slice = next_.fetch_add(1);
    if (slice >= input_->spilled()->slices()) return SourceStatus::kFinished;
    context.batch = slice;
    local.slice = input_->BuildSlice(context, slice);
    local.given = 0;
  }
  const uint32_t count = std::min(context.query.chunk_size, local.slice->rows() - local.given);
  if (count > 0) out = local.slice->Compute(local.given, count);
  local.given += count;
  if (count == 0) local.slice.reset();
  return SourceStatus::kRows;
}

uint32_t WindowScan::MaxTasks() const {
  constexpr uint32_t kMostTasks = 1024;
  constexpr uint32_t kRowsPerTask = 1 << 13;
  if (const ExternalSort* spilled = input_->spilled()) {
    return static_cast<uint32_t>(std::min<uint64_t>(spilled->slices(), kMostTasks));
  }
  return std::clamp(input_->rows() / kRowsPerTask, 1U, kMostTasks);
}

}  // namespace lakebolt
