#include "exec/scan/values_source.h"

#include <algorithm>

#include "expression/evaluator.h"

namespace lakebolt {

namespace {

struct ValuesLocal final : LocalState {
  size_t next_row = 0;
};

}  // namespace

std::unique_ptr<LocalState> ValuesSource::MakeLocal(TaskContext&) {
  return std::make_unique<ValuesLocal>();
}

SourceStatus ValuesSource::Next(TaskContext& context, LocalState& local, Chunk& out) {
  size_t& begin = static_cast<ValuesLocal&>(local).next_row;
  if (begin == rows_.size()) return SourceStatus::kFinished;
  const size_t count = std::min<size_t>(context.query.chunk_size, rows_.size() - begin);
  std::vector<Vector> columns;
  for (size_t c = 0; c < types_.size(); ++c) {
    Vector column(types_[c], static_cast<uint32_t>(count));
    for (size_t r = 0; r < count; ++r) {
      column.SetValue(static_cast<uint32_t>(r), EvaluateConstant(rows_[begin + r][c]));
    }
    columns.push_back(std::move(column));
  }
  begin += count;
  out = Chunk(std::move(columns), static_cast<uint32_t>(count));
  return SourceStatus::kRows;
}

}  // namespace lakebolt
