#include "exec/set/repeat_rows.h"

#include <algorithm>
#include <vector>

namespace lakebolt {

struct RepeatRows::Local final : LocalState {
  uint32_t row = 0;    // of the input's live rows: the next to give
  int64_t copies = 0;  // that were given of it
};

std::unique_ptr<LocalState> RepeatRows::MakeLocal(TaskContext&) {
  return std::make_unique<Local>();
}

TransformStatus RepeatRows::Process(TaskContext& context, LocalState& state, Chunk& input,
                                    Chunk& out) {
  auto& local = static_cast<Local&>(state);
  context.query.cancellation->Check();
  const RowSet live = input.rows();
  const Vector& wanted = input.columns().back();
  const VectorReader<int64_t> times(wanted);
  std::vector<uint32_t> rows;
  while (local.row < live.count && rows.size() < context.query.chunk_size) {
    const uint32_t row = live[local.row];
    const auto room = static_cast<int64_t>(context.query.chunk_size - rows.size());
    const int64_t count = std::min(times[row] - local.copies, room);
    rows.insert(rows.end(), static_cast<size_t>(count), row);
    local.copies += count;
    if (local.copies < times[row]) break;
    local.copies = 0;
    ++local.row;
  }
  const auto count = static_cast<uint32_t>(rows.size());
  std::vector<Vector> columns;
  for (size_t c = 0; c + 1 < input.columns().size(); ++c) {
    columns.push_back(input.column(c).Gather(rows.data(), count));
  }
  out = Chunk(std::move(columns), count);
  if (local.row < live.count) return TransformStatus::kMoreOutput;
  local = Local();
  return TransformStatus::kNeedInput;
}

}  // namespace lakebolt
