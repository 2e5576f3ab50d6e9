#include "exec/set/ordered_rows.h"

#include <algorithm>

#include "vector/concat.h"

namespace lakebolt {

struct OrderedRows::Local final : LocalState {
  uint64_t batch = 0;
  std::vector<Part> parts;
};

std::unique_ptr<LocalState> OrderedRows::MakeLocal(TaskContext&) {
  return std::make_unique<Local>();
}

void OrderedRows::StartBatch(LocalState& local, uint64_t batch) {
  static_cast<Local&>(local).batch = batch;
}

SinkStatus OrderedRows::Consume(TaskContext&, LocalState& state, Chunk& input) {
  auto& local = static_cast<Local&>(state);
  input.Compact();
  {
    const std::lock_guard lock(mutex_);
    bytes_.Grow(static_cast<int64_t>(input.MemoryBytes()));
  }
  local.parts.push_back({local.batch, std::move(input)});
  return SinkStatus::kNeedInput;
}

void OrderedRows::Merge(TaskContext&, LocalState& state) {
  auto& local = static_cast<Local&>(state);
  const std::lock_guard lock(mutex_);
  for (Part& part : local.parts) parts_.push_back(std::move(part));
}

void OrderedRows::Finish(TaskContext&) {
  std::stable_sort(parts_.begin(), parts_.end(),
                   [](const Part& a, const Part& b) { return a.batch < b.batch; });
  std::vector<Chunk> chunks;
  chunks.reserve(parts_.size());
  for (Part& part : parts_) chunks.push_back(std::move(part.chunk));
  parts_.clear();
  rows_ = ConcatChunks(types_, std::move(chunks));
}

}  // namespace lakebolt
