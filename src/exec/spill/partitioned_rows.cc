#include "exec/spill/partitioned_rows.h"

#include <algorithm>
#include <numeric>
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
/// So many rows of a partition are added before its bytes are looked at: texts that a chunk has
/// once for many rows become many.
constexpr uint32_t kRowsAtOnce = 256;

}  // namespace

PartitionedRows::PartitionedRows(const std::vector<LogicalType>& types, uint32_t partitions,
                                 const QueryContext& query)
    : types_(types),
      query_(query),
      file_(query.temporary, types),
      partitions_(partitions),
      charged_(query.memory, "rows on their way to disk"),
      begins_(partitions + 1) {
  int64_t width = 1;
  for (const LogicalType& type : types_) width += PhysicalWidth(type.physical());
  const int64_t most =
      std::min(kMostWaitingBytes, query.memory->limit() / kShareOfLimit / partitions);
  first_rows_ =
      static_cast<uint32_t>(std::min<int64_t>(most / kShareOfFirstRows / width, kDefaultChunkSize));
}

int64_t PartitionedRows::MostPieceBytes(const QueryContext& query) {
  return std::min(kMostWaitingBytes, query.memory->limit() / kChunksInLimit);
}

void PartitionedRows::Arrange(RowSet rows, const uint32_t* partition_of) {
  std::fill(begins_.begin(), begins_.end(), 0);
  for (uint32_t i = 0; i < rows.count; ++i) ++begins_[partition_of[i]];
  std::exclusive_scan(begins_.begin(), begins_.end(), begins_.begin(), 0U);
  arranged_.resize(rows.count);
  for (uint32_t i = 0; i < rows.count; ++i) arranged_[begins_[partition_of[i]]++] = rows[i];
  // Each begins where the one before has ended.
  std::rotate(begins_.begin(), begins_.end() - 1, begins_.end());
  begins_[0] = 0;
}

void PartitionedRows::Append(const std::vector<Vector>& columns, RowSet rows,
                             const uint32_t* partition_of) {
  Arrange(rows, partition_of);
  // Each turn takes the next rows of all partitions that have any left.
  uint32_t turn = 0;
  while (AppendTurn(columns, rows.size, turn)) ++turn;
}

bool PartitionedRows::AppendTurn(const std::vector<Vector>& columns, uint32_t size, uint32_t turn) {
  shares_.clear();
  turn_partitions_.clear();
  for (uint32_t p = 0; p < partitions_.size(); ++p) {
    const uint32_t begin = begins_[p] + turn * kRowsAtOnce;
    if (begin >= begins_[p + 1]) continue;
    std::optional<ChunkEncoder>& waiting = partitions_[p].waiting;
    if (!waiting) waiting.emplace(types_).Reserve(first_rows_);
    const uint32_t count = std::min(begins_[p + 1] - begin, kRowsAtOnce);
    shares_.push_back({&*waiting, {arranged_.data() + begin, count, size}});
    turn_partitions_.push_back(p);
  }
  if (shares_.empty()) return false;
  ChunkEncoder::Append(columns, shares_);
  const int64_t most = MostPieceBytes(query_);
  for (const uint32_t p : turn_partitions_) {
    Partition& partition = partitions_[p];
    const auto bytes = static_cast<int64_t>(partition.waiting->MemoryBytes());
    waiting_bytes_ += bytes - std::exchange(partition.waiting_bytes, bytes);
    const bool is_full = partition.waiting->rows() >= kDefaultChunkSize || bytes >= most;
    if (is_full) WriteWaitingOf(partition);
  }
  return true;
}

bool PartitionedRows::TryCharge() {
  if (waiting_bytes_ > query_.memory->limit() / kShareOfLimit) WriteWaiting();
  const int64_t missing = waiting_bytes_ - charged_.size();
  return missing <= 0 || charged_.TryGrow(std::max(missing, kChargedAtOnce));
}

void PartitionedRows::WriteWaiting() {
  for (Partition& partition : partitions_) {
    if (partition.waiting) WriteWaitingOf(partition);
  }
  charged_.Free();
}

void PartitionedRows::WriteWaitingOf(Partition& partition) {
  query_.cancellation->Check();
  const ChunkEncoder& rows = *partition.waiting;
  file_.Write(rows.Finish(), rows.rows());
  partition.pieces.push_back(
      {file_.chunks() - 1, rows.rows(), static_cast<int64_t>(rows.DecodedBytes())});
  partition.waiting.reset();
  waiting_bytes_ -= std::exchange(partition.waiting_bytes, 0);
}

void PartitionedRows::Write(uint32_t partition, const Chunk& rows) {
  query_.cancellation->Check();
  file_.Write(rows);
  partitions_[partition].pieces.push_back(
      {file_.chunks() - 1, rows.count(), static_cast<int64_t>(rows.MemoryBytes())});
}

std::vector<PartitionedRows::Piece> PartitionedRows::Take(uint32_t partition) {
  return std::exchange(partitions_[partition].pieces, {});
}

}  // namespace lakebolt
