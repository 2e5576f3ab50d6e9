#include "exec/sort/sorted_scan.h"

#include <algorithm>

#include "exec/sort/external_sort.h"

namespace lakebolt {

namespace {
constexpr uint64_t kSkippedAtOnce = 1 << 16;
}

struct SortedScan::Local final : LocalState {
  std::unique_ptr<RunMerge> merge;  // of the slice that is being read
  uint64_t to_skip = 0;
  uint64_t left = 0;
};

std::unique_ptr<LocalState> SortedScan::MakeLocal(TaskContext&) {
  auto local = std::make_unique<Local>();
  local->to_skip = offset_;
  local->left = limit_ - std::min(offset_, limit_);
  return local;
}

SourceStatus SortedScan::Next(TaskContext& context, LocalState& local, Chunk& out) {
  if (const ExternalSort* external = input_->external()) {
    return NextMerged(context, static_cast<Local&>(local), *external, out);
  }
  const std::vector<uint32_t>& order = input_->order();
  const uint64_t batch = next_.fetch_add(1);
  const uint64_t begin = offset_ + batch * context.query.chunk_size;
  if (begin >= order.size()) return SourceStatus::kFinished;
  context.batch = batch;
  const auto count =
      static_cast<uint32_t>(std::min<uint64_t>(context.query.chunk_size, order.size() - begin));
  std::vector<Vector> columns;
  for (const Vector& column : input_->rows().columns()) {
    columns.push_back(column.Gather(order.data() + begin, count));
  }
  out = Chunk(std::move(columns), count);
  return SourceStatus::kRows;
}

SourceStatus SortedScan::NextMerged(TaskContext& context, Local& local, const ExternalSort& sort,
                                    Chunk& out) {
  if (local.merge == nullptr) {
    const uint64_t slice = next_.fetch_add(1);
    if (slice >= sort.slices() || local.left == 0) return SourceStatus::kFinished;
    context.batch = slice;
    local.merge = sort.OpenSlice(slice);
  }
  while (local.to_skip > 0) {
    const uint64_t skipped = local.merge->Skip(std::min<uint64_t>(local.to_skip, kSkippedAtOnce));
    context.query.cancellation->Check();
    local.to_skip -= skipped;
    if (skipped == 0) break;
  }
  const auto most = static_cast<uint32_t>(std::min<uint64_t>(context.query.chunk_size, local.left));
  out = local.merge->Next(most, sort.width());
  local.left -= out.size();
  if (out.size() == 0) local.merge.reset();
  return SourceStatus::kRows;
}

uint32_t SortedScan::MaxTasks() const {
  constexpr size_t kRowsPerTask = 1 << 15;
  if (!parallel_) return 1;
  if (const ExternalSort* external = input_->external()) {
    // How many rows a slice has shows when it is read.
    if (offset_ > 0 || limit_ < external->rows()) return 1;
    return static_cast<uint32_t>(std::min<uint64_t>(external->slices(), 1024));
  }
  return static_cast<uint32_t>(std::clamp<size_t>(input_->order().size() / kRowsPerTask, 1, 1024));
}

}  // namespace lakebolt
