#include "exec/join/positional_join.h"

#include <algorithm>

#include "exec/set/row_cursor.h"

namespace lakebolt {

struct PositionalJoin::Local final : LocalState {
  Local(const Input& left_input, const Input& right_input)
      : left(*left_input.rows), right(*right_input.rows) {}

  RowCursor left;
  RowCursor right;
};

namespace {

/// Appends the next rows of an input, NULLs if it has ended.
void AddColumns(const std::vector<LogicalType>& types, RowCursor& rows, uint32_t count,
                std::vector<Vector>& columns) {
  if (rows.Available() == 0) {
    for (const LogicalType& type : types) columns.push_back(Vector::Constant(Value(type), count));
    return;
  }
  Chunk taken = rows.Take(count);
  for (Vector& column : taken.mutable_columns()) columns.push_back(std::move(column));
}

}  // namespace

std::unique_ptr<LocalState> PositionalJoin::MakeLocal(TaskContext&) {
  return std::make_unique<Local>(left_, right_);
}

SourceStatus PositionalJoin::Next(TaskContext& context, LocalState& state, Chunk& out) {
  auto& local = static_cast<Local&>(state);
  uint32_t count = context.query.chunk_size;
  const uint32_t left = local.left.Available();
  const uint32_t right = local.right.Available();
  if (left == 0 && right == 0) return SourceStatus::kFinished;
  if (left > 0) count = std::min(count, left);
  if (right > 0) count = std::min(count, right);
  std::vector<Vector> columns;
  AddColumns(left_.types, local.left, count, columns);
  AddColumns(right_.types, local.right, count, columns);
  out = Chunk(std::move(columns), count);
  return SourceStatus::kRows;
}

}  // namespace lakebolt
