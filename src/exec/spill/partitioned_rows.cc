#include "exec/spill/partitioned_rows.h"

#include <utility>

#include "vector/concat.h"

namespace lakebolt {

PartitionedRows::PartitionedRows(std::vector<LogicalType> types, uint32_t partitions,
                                 const QueryContext& query)
    : types_(std::move(types)),
      query_(query),
      file_(query.temporary, types_),
      partitions_(partitions) {}

void PartitionedRows::Add(const std::vector<Vector>& columns, RowSet rows,
                          const uint32_t* partition_of) {
  for (Partition& partition : partitions_) partition.rows.clear();
  for (uint32_t i = 0; i < rows.count; ++i) partitions_[partition_of[i]].rows.push_back(rows[i]);
  for (Partition& partition : partitions_) {
    const auto count = static_cast<uint32_t>(partition.rows.size());
    if (count == 0) continue;
    std::vector<Vector> part;
    for (const Vector& column : columns)
      part.push_back(column.Gather(partition.rows.data(), count));
    partition.waiting.emplace_back(std::move(part), count);
    partition.waiting_rows += count;
    if (partition.waiting_rows >= kDefaultChunkSize) WriteWaiting(partition);
  }
}

void PartitionedRows::Finish() {
  for (Partition& partition : partitions_) {
    if (partition.waiting_rows > 0) WriteWaiting(partition);
  }
}

void PartitionedRows::WriteWaiting(Partition& partition) {
  const Chunk rows = ConcatChunks(types_, std::exchange(partition.waiting, {}));
  partition.waiting_rows = 0;
  Write(static_cast<uint32_t>(&partition - partitions_.data()), rows);
}

void PartitionedRows::Write(uint32_t partition, const Chunk& rows) {
  query_.cancellation->Check();
  file_.Write(rows);
  partitions_[partition].chunks.push_back(file_.chunks() - 1);
}

}  // namespace lakebolt
