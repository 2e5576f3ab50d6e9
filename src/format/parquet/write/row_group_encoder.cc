#include "format/parquet/write/row_group_encoder.h"

#include <utility>

namespace lakebolt::parquet_format {

/// Holds what becomes of a row group; each column is one lane's.
struct RowGroupEncoder::Group {
  uint64_t rows = 0;
  std::vector<std::unique_ptr<ColumnEncoder>> columns;
  std::vector<size_t> held;                     // bytes, by column
  std::vector<std::vector<EncodedChunk>> done;  // by column
  std::atomic<size_t> columns_left;
};

RowGroupEncoder::RowGroupEncoder(const StoredSchema& schema, const std::vector<LeafPlan>& plans,
                                 uint32_t threads)
    : schema_(schema),
      plans_(plans),
      max_batches_(2 + 2 * size_t{threads}),
      lanes_(schema.columns.size(), threads) {}

void RowGroupEncoder::RunEach(const std::function<void(size_t)>& column_task) {
  for (size_t column = 0; column < schema_.columns.size(); ++column) {
    lanes_.Post(column, [column, column_task] { column_task(column); });
  }
}

void RowGroupEncoder::Append(std::vector<Chunk> chunks, size_t bytes) {
  if (open_ == nullptr) {
    open_ = std::make_shared<Group>();
    open_->columns.resize(schema_.columns.size());
    open_->held.resize(schema_.columns.size());
    open_->done.resize(schema_.columns.size());
    open_->columns_left = schema_.columns.size();
    size_t leaf = 0;
    for (size_t column = 0; column < schema_.columns.size(); ++column) {
      const size_t begin = leaf;
      while (leaf < schema_.leaves.size() && schema_.leaves[leaf].column == column) ++leaf;
      open_->columns[column] =
          std::make_unique<ColumnEncoder>(&schema_.leaves[begin], &plans_[begin], leaf - begin);
    }
  }
  for (const Chunk& chunk : chunks) open_->rows += chunk.size();
  // Freed with the last column's task.
  const std::shared_ptr<const std::vector<Chunk>> batch(
      new std::vector<Chunk>(std::move(chunks)), [this, bytes](const std::vector<Chunk>* held) {
        delete held;
        held_bytes_ -= bytes;
        --batches_;
      });
  ++batches_;
  held_bytes_ += bytes;
  RunEach([this, group = open_, batch](size_t column) {
    for (const Chunk& chunk : *batch) group->columns[column]->Append(chunk.column(column));
    SetHeld(group->held[column], group->columns[column]->HeldBytes());
  });
  lanes_.WaitFor([this] { return batches_ <= max_batches_; });
}

void RowGroupEncoder::SetHeld(size_t& held, size_t bytes) {
  held_bytes_ += bytes - held;
  held = bytes;
}

void RowGroupEncoder::EndGroup() {
  if (open_ == nullptr) return;
  RunEach([this, group = open_](size_t column) {
    group->done[column] = group->columns[column]->Finish();
    group->columns[column].reset();
    size_t bytes = 0;
    for (const EncodedChunk& chunk : group->done[column]) bytes += chunk.bytes.capacity();
    SetHeld(group->held[column], bytes);
    --group->columns_left;
  });
  ended_.push_back(std::exchange(open_, nullptr));
}

std::optional<EncodedGroup> RowGroupEncoder::Take(bool waits) {
  if (ended_.empty()) return std::nullopt;
  Group& group = *ended_.front();
  if (waits) lanes_.WaitFor([&] { return group.columns_left == 0; });
  if (group.columns_left > 0) return std::nullopt;
  EncodedGroup out;
  out.rows = group.rows;
  for (size_t& held : group.held) SetHeld(held, 0);
  for (std::vector<EncodedChunk>& column : group.done) {
    for (EncodedChunk& chunk : column) out.chunks.push_back(std::move(chunk));
  }
  ended_.pop_front();
  return out;
}

}  // namespace lakebolt::parquet_format
