#include "exec/join/positional_join.h"

#include <algorithm>

#include "exec/join/nullable_gather.h"

namespace lakebolt {

namespace {

struct Local final : LocalState {
  uint32_t next = 0;
};

void AddColumns(const OrderedRows& side, uint32_t begin, uint32_t count,
                std::vector<Vector>& columns) {
  std::vector<uint32_t> rows(count, kNullRow);
  for (uint32_t i = 0; i < count && begin + i < side.rows().size(); ++i) rows[i] = begin + i;
  for (Vector& column : GatherNullable(side.rows(), side.types(), std::move(rows))) {
    columns.push_back(std::move(column));
  }
}

}  // namespace

std::unique_ptr<LocalState> PositionalJoin::MakeLocal(TaskContext&) {
  return std::make_unique<Local>();
}

SourceStatus PositionalJoin::Next(TaskContext& context, LocalState& state, Chunk& out) {
  uint32_t& next = static_cast<Local&>(state).next;
  const uint32_t rows = std::max(left_->rows().size(), right_->rows().size());
  if (next >= rows) return SourceStatus::kFinished;
  const uint32_t count = std::min(context.query.chunk_size, rows - next);
  std::vector<Vector> columns;
  AddColumns(*left_, next, count, columns);
  AddColumns(*right_, next, count, columns);
  next += count;
  out = Chunk(std::move(columns), count);
  return SourceStatus::kRows;
}

}  // namespace lakebolt
