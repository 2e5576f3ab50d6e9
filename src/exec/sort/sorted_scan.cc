#include "exec/sort/sorted_scan.h"

#include <algorithm>

namespace lakebolt {

std::unique_ptr<LocalState> SortedScan::MakeLocal(TaskContext&) {
  return std::make_unique<LocalState>();
}

SourceStatus SortedScan::Next(TaskContext& context, LocalState&, Chunk& out) {
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

uint32_t SortedScan::MaxTasks() const {
  constexpr size_t kRowsPerTask = 1 << 15;
  if (!parallel_) return 1;
  return static_cast<uint32_t>(std::clamp<size_t>(input_->order().size() / kRowsPerTask, 1, 1024));
}

}  // namespace lakebolt
