#include "exec/spill/partitioned_rows.h"

#include <algorithm>

namespace lakebolt {

namespace {

/// Rows that take more than this, or than a small share of the limit, wait no longer: whoever reads
/// a chunk needs memory for all of it.
constexpr int64_t kMostWaitingBytes = 256 << 10;
constexpr int64_t kChunksInLimit = 64;
/// Memory for waiting rows is taken in steps, up to a share of the limit: there are as many of
/// these objects as workers, for either side of each join.
constexpr int64_t kChargedAtOnce = 64 << 10;
constexpr int64_t kShareOfLimit = 32;

}  // namespace

PartitionedRows::PartitionedRows(std::vector<LogicalType> types, uint32_t partitions,
                                 const QueryContext& query)
    : types_(std::move(types)),
      query_(query),
      file_(query.temporary, types_),
      partitions_(partitions),
      charged_(query.memory, "rows on their way to disk") {}

void PartitionedRows::Add(const std::vector<Vector>& columns, RowSet rows,
                          const uint32_t* partition_of) {
  for (Partition& partition : partitions_) partition.rows.clear();
  for (uint32_t i = 0; i < rows.count; ++i) partitions_[partition_of[i]].rows.push_back(rows[i]);
  for (Partition& partition : partitions_) {
    if (!partition.rows.empty()) Append(partition, columns, rows.size);
  }
  const int64_t missing = waiting_bytes_ - charged_.size();
  if (missing <= 0) return;
  const bool is_much = waiting_bytes_ > query_.memory->limit() / kShareOfLimit;
  if (is_much || !charged_.TryGrow(std::max(missing, kChargedAtOnce))) WriteAll();
}

void PartitionedRows::Append(Partition& partition, const std::vector<Vector>& columns,
                             uint32_t size) {
  if (partition.waiting.empty()) {
    for (const LogicalType& type : types_) partition.waiting.emplace_back(type);
  }
  const auto count = static_cast<uint32_t>(partition.rows.size());
  int64_t bytes = 0;
  for (size_t c = 0; c < columns.size(); ++c) {
    partition.waiting[c].Append(columns[c], RowSet{partition.rows.data(), count, size});
    bytes += static_cast<int64_t>(partition.waiting[c].MemoryBytes());
  }
  partition.waiting_rows += count;
  waiting_bytes_ += bytes - partition.waiting_bytes;
  partition.waiting_bytes = bytes;
  const int64_t most = std::min(kMostWaitingBytes, query_.memory->limit() / kChunksInLimit);
  if (partition.waiting_rows >= kDefaultChunkSize || bytes >= most) WriteWaiting(partition);
}

void PartitionedRows::Finish() {
  WriteAll();
}

void PartitionedRows::WriteAll() {
  for (Partition& partition : partitions_) {
    if (partition.waiting_rows > 0) WriteWaiting(partition);
  }
  charged_.Free();
}

void PartitionedRows::WriteWaiting(Partition& partition) {
  std::vector<Vector> columns;
  for (const ColumnBuffer& column : partition.waiting) columns.push_back(column.View());
  Write(static_cast<uint32_t>(&partition - partitions_.data()),
        Chunk(std::move(columns), partition.waiting_rows));
  waiting_bytes_ -= partition.waiting_bytes;
  partition.waiting.clear();
  partition.waiting_rows = 0;
  partition.waiting_bytes = 0;
}

void PartitionedRows::Write(uint32_t partition, const Chunk& rows) {
  query_.cancellation->Check();
  file_.Write(rows);
  partitions_[partition].pieces.push_back(
      {file_.chunks() - 1, rows.count(), static_cast<int64_t>(rows.MemoryBytes())});
}

}  // namespace lakebolt
