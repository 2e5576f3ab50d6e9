#include "exec/spill/partitioned_rows.h"

#include <algorithm>
#include <utility>

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
/// Columns of waiting rows, but for their texts, begin with at most half of what may wait: those
/// that grow as chunks do have room for up to twice as many rows.
constexpr int64_t kShareOfFirstRows = 2;

}  // namespace

PartitionedRows::PartitionedRows(std::vector<LogicalType> types, uint32_t partitions,
                                 const QueryContext& query)
    : PartitionedRows(std::move(types), partitions, query, Keeping()) {}

PartitionedRows::PartitionedRows(std::vector<LogicalType> types, uint32_t partitions,
                                 const QueryContext& query, Keeping keeping)
    : types_(std::move(types)),
      query_(query),
      file_(query.temporary, types_),
      partitions_(partitions),
      keeping_(std::move(keeping)),
      charged_(query.memory, "rows on their way to disk") {
  int64_t width = 1;
  for (const LogicalType& type : types_) width += PhysicalWidth(type.physical());
  const int64_t most =
      std::min(kMostWaitingBytes, query.memory->limit() / kShareOfLimit / partitions);
  first_rows_ =
      static_cast<uint32_t>(std::min<int64_t>(most / kShareOfFirstRows / width, kDefaultChunkSize));
  if (keeping_.partitions == nullptr) return;
  kept_partitions_ = partitions;
  for (Partition& partition : partitions_) {
    partition.kept = Reservation(query.memory, "rows of partitions");
  }
}

void PartitionedRows::Add(const std::vector<Vector>& columns, RowSet rows,
                          const uint32_t* partition_of) {
  WriteUnkept();
  for (Partition& partition : partitions_) partition.rows.clear();
  for (uint32_t i = 0; i < rows.count; ++i) partitions_[partition_of[i]].rows.push_back(rows[i]);
  const int64_t most = std::min(kMostWaitingBytes, query_.memory->limit() / kChunksInLimit);
  for (uint32_t p = 0; p < partitions_.size(); ++p) {
    Partition& partition = partitions_[p];
    if (partition.rows.empty()) continue;
    Append(partition, columns, rows.size);
    const bool is_full =
        partition.waiting_rows >= kDefaultChunkSize || partition.waiting_bytes >= most;
    if (is_full) WriteWaiting(p);
  }
  ChargeWaiting();
}

void PartitionedRows::Append(Partition& partition, const std::vector<Vector>& columns,
                             uint32_t size) {
  if (partition.waiting.empty()) {
    for (const LogicalType& type : types_) {
      partition.waiting.emplace_back(type).Reserve(first_rows_);
    }
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
}

void PartitionedRows::ChargeWaiting() {
  const int64_t missing = waiting_bytes_ - charged_.size();
  if (missing <= 0) return;
  if (waiting_bytes_ > query_.memory->limit() / kShareOfLimit) return WriteAll();
  while (!charged_.TryGrow(std::max(missing, kChargedAtOnce))) {
    if (!MakeRoom()) return WriteAll();
  }
}

void PartitionedRows::Finish() {
  WriteAll();
}

void PartitionedRows::WriteAll() {
  for (uint32_t p = 0; p < partitions_.size(); ++p) {
    if (partitions_[p].waiting_rows > 0) WriteWaiting(p);
  }
  charged_.Free();
}

void PartitionedRows::WriteWaiting(uint32_t p) {
  Partition& partition = partitions_[p];
  std::vector<Vector> columns;
  for (const ColumnBuffer& column : partition.waiting) columns.push_back(column.View());
  const Chunk rows(std::move(columns), partition.waiting_rows);
  if (!Keep(p, rows)) Write(p, rows);
  waiting_bytes_ -= partition.waiting_bytes;
  partition.waiting.clear();
  partition.waiting_rows = 0;
  partition.waiting_bytes = 0;
}

void PartitionedRows::Write(uint32_t partition, const Chunk& rows) {
  query_.cancellation->Check();
  file_.Write(rows);
  partitions_[partition].pieces.push_back(
      {file_.chunks() - 1, rows.count(), static_cast<int64_t>(rows.MemoryBytes()), nullptr});
}

/// Keeps a chunk of what waits in memory, if its partition may stay there and there is room.
bool PartitionedRows::Keep(uint32_t p, const Chunk& rows) {
  if (p >= kept_partitions_) return false;
  Partition& partition = partitions_[p];
  // What it is charged already is for it to take.
  charged_.Resize(std::max<int64_t>(0, charged_.size() - partition.waiting_bytes));
  Piece piece{0, rows.count(), static_cast<int64_t>(rows.MemoryBytes()), nullptr};
  const int64_t bytes = keeping_.charge(piece);
  while (!partition.kept.TryGrow(bytes)) {
    if (!MakeRoom() || p >= kept_partitions_) return false;
  }
  piece.in_memory = std::make_shared<const Chunk>(rows);
  partition.pieces.push_back(std::move(piece));
  return true;
}

/// Has one partition less stay in memory; returns whether that gave some back.
bool PartitionedRows::MakeRoom() {
  if (keeping_.partitions == nullptr) return false;
  uint32_t kept = keeping_.partitions->load();
  if (kept == kept_partitions_) {
    // It would not help where there is nothing yet.
    if (kept == 0 || partitions_[kept - 1].kept.size() == 0) return false;
    // Others who find no room at the same time mean the same partition.
    keeping_.partitions->compare_exchange_strong(kept, kept - 1);
  }
  return WriteUnkept() > 0;
}

int64_t PartitionedRows::WriteUnkept() {
  if (keeping_.partitions == nullptr) return 0;
  const uint32_t kept = keeping_.partitions->load();
  int64_t given = 0;
  for (; kept_partitions_ > kept; --kept_partitions_) {
    Partition& partition = partitions_[kept_partitions_ - 1];
    for (Piece& piece : partition.pieces) {
      if (piece.in_memory == nullptr) continue;
      query_.cancellation->Check();
      file_.Write(*piece.in_memory);
      piece.number = file_.chunks() - 1;
      piece.in_memory.reset();
    }
    given += partition.kept.size();
    partition.kept.Free();
  }
  return given;
}

int64_t PartitionedRows::kept_bytes() const {
  int64_t bytes = 0;
  for (const Partition& partition : partitions_) bytes += partition.kept.size();
  return bytes;
}

std::vector<PartitionedRows::Piece> PartitionedRows::Take(uint32_t p, Reservation& charged) {
  charged.Absorb(partitions_[p].kept);
  return std::exchange(partitions_[p].pieces, {});
}

}  // namespace lakebolt
