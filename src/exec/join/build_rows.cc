#include "exec/join/build_rows.h"

#include <algorithm>
#include <utility>

namespace lakebolt {

namespace {

/// Where there is no room, one part in so many of what is in memory goes: all the rest is copied.
constexpr uint32_t kShareThatGoes = 8;

/// Chunks end once they take more than this, or than a small share of the limit: they are copied
/// one at a time, and then are there twice.
constexpr int64_t kMostChunkBytes = 512 << 10;
constexpr int64_t kChunksInLimit = 64;
/// So few rows are copied at a time whatever they take.
constexpr uint32_t kFewRows = 64;

}  // namespace

int64_t MoreInTable(const std::vector<Vector>& columns) {
  int64_t bytes = 0;
  for (const Vector& column : columns) {
    if (!column.IsDictionary()) continue;
    const int64_t width = PhysicalWidth(column.type().physical());
    bytes += (width - int64_t{sizeof(uint32_t)}) * column.size();
  }
  return bytes;
}

BuildRows::BuildRows(const std::vector<LogicalType>& types, uint32_t partitions,
                     std::atomic<uint32_t>& kept_partitions, const QueryContext& query)
    : query_(query),
      shared_kept_partitions_(kept_partitions),
      on_disk_(types, partitions, query),
      types_(types),
      kept_partitions_(kept_partitions.load()),
      kept_rows_(partitions),
      charged_(query.memory, "rows of partitions") {}

void BuildRows::Add(Chunk rows, int64_t bytes, const uint32_t* partition_of) {
  WriteUnkept();
  if (kept_partitions_ == 0) {
    on_disk_.Append(rows.columns(), RowSet::Dense(rows.size()), partition_of);
  } else {
    std::vector<uint8_t> partitions(partition_of, partition_of + rows.size());
    for (const uint8_t partition : partitions) {
      if (partition < kept_partitions_) ++kept_rows_[partition];
    }
    KeepOrSplit(std::move(rows), bytes, std::move(partitions));
  }
  while (!TryCharge()) {
    if (!MakeRoom()) return on_disk_.WriteWaiting();
  }
}

bool BuildRows::TryCharge() {
  const int64_t missing = Missing();
  return (missing <= 0 || charged_.TryGrow(missing)) && on_disk_.TryCharge();
}

void BuildRows::KeepOrSplit(Chunk rows, int64_t bytes, std::vector<uint8_t> partition_of) {
  if (kept_partitions_ < kept_rows_.size()) return Split(rows, partition_of);
  const auto own_bytes = static_cast<int64_t>(rows.MemoryBytes());
  if (own_bytes > MostChunkBytes()) return Split(rows, partition_of);
  Keep(std::move(rows), std::move(partition_of), std::max<int64_t>(0, bytes - own_bytes));
}

void BuildRows::Split(const Chunk& rows, const std::vector<uint8_t>& partition_of) {
  std::vector<uint32_t> stay(rows.size());
  std::vector<uint8_t> stay_partition_of(rows.size());
  std::vector<uint32_t> go(rows.size());
  std::vector<uint32_t> go_partition_of(rows.size());
  uint32_t stays = 0;
  uint32_t goes = 0;
  for (uint32_t row = 0; row < rows.size(); ++row) {
    const uint8_t partition = partition_of[row];
    stay[stays] = row;
    stay_partition_of[stays] = partition;
    go[goes] = row;
    go_partition_of[goes] = partition;
    const bool may_stay = partition < kept_partitions_;
    stays += may_stay ? 1 : 0;
    goes += may_stay ? 0 : 1;
  }
  on_disk_.Append(rows.columns(), {go.data(), goes, rows.size()}, go_partition_of.data());
  Copy(rows.columns(), {stay.data(), stays, rows.size()}, stay_partition_of.data());
}

void BuildRows::Copy(const std::vector<Vector>& columns, RowSet rows, const uint8_t* partition_of) {
  int64_t width = 1;
  for (const LogicalType& type : types_) width += PhysicalWidth(type.physical());
  const auto most_rows = static_cast<uint32_t>(
      std::clamp<int64_t>(MostChunkBytes() / width, kFewRows, kDefaultChunkSize));
  for (uint32_t begin = 0; begin < rows.count;) {
    if (copies_.empty()) {
      for (const LogicalType& type : types_) copies_.emplace_back(type).Reserve(most_rows);
    }
    const uint32_t left = most_rows - copies_[0].size();
    const uint32_t count = std::min({rows.count - begin, left, std::max(kFewRows, most_rows / 4)});
    for (size_t c = 0; c < columns.size(); ++c) {
      copies_[c].Append(columns[c], {rows.indices + begin, count, rows.size});
    }
    copies_partition_of_.insert(copies_partition_of_.end(), partition_of + begin,
                                partition_of + begin + count);
    begin += count;
    if (copies_[0].size() == most_rows || CopiesBytes() >= MostChunkBytes()) EndCopies();
  }
}

void BuildRows::EndCopies() {
  if (copies_.empty()) return;
  std::vector<Vector> columns;
  for (const ColumnBuffer& column : std::exchange(copies_, {})) columns.push_back(column.View());
  Chunk rows(std::move(columns), static_cast<uint32_t>(copies_partition_of_.size()));
  Keep(std::move(rows), std::exchange(copies_partition_of_, {}), 0);
}

void BuildRows::Keep(Chunk rows, std::vector<uint8_t> partition_of, int64_t dictionary_bytes) {
  const auto bytes = static_cast<int64_t>(rows.MemoryBytes());
  const int64_t table_bytes = bytes + MoreInTable(rows.columns());
  held_bytes_ += bytes + dictionary_bytes;
  kept_.push_back({std::move(rows), std::move(partition_of), bytes, dictionary_bytes, table_bytes});
}

int64_t BuildRows::MostChunkBytes() const {
  return std::min(kMostChunkBytes, query_.memory->limit() / kChunksInLimit);
}

int64_t BuildRows::CopiesBytes() const {
  int64_t bytes = 0;
  for (const ColumnBuffer& column : copies_) bytes += static_cast<int64_t>(column.MemoryBytes());
  return bytes;
}

int64_t BuildRows::Missing() const {
  return held_bytes_ + CopiesBytes() - charged_.size();
}

/// Has fewer partitions stay in memory; returns whether there were any.
bool BuildRows::MakeRoom() {
  uint32_t kept = shared_kept_partitions_.load();
  if (kept == kept_partitions_) {
    if (kept == 0 || (kept_.empty() && copies_.empty())) return false;
    const uint32_t fewer = kept - std::max(1U, kept / kShareThatGoes);
    // Others who find no room at the same time mean the same partitions.
    shared_kept_partitions_.compare_exchange_strong(kept, fewer);
  }
  WriteUnkept();
  return true;
}

void BuildRows::WriteUnkept() {
  const uint32_t kept_partitions = shared_kept_partitions_.load();
  if (kept_partitions >= kept_partitions_) return;
  EndCopies();
  kept_partitions_ = kept_partitions;
  std::fill(kept_rows_.begin() + kept_partitions, kept_rows_.end(), 0);
  held_bytes_ = 0;
  for (KeptRows& kept : std::exchange(kept_, {})) {
    query_.cancellation->Check();
    Split(kept.rows, kept.partition_of);
    kept = {};  // so that few rows are held twice at a time
  }
  charged_.Resize(std::min(charged_.size(), charged_.size() + Missing()));
}

void BuildRows::Finish() {
  EndCopies();
  on_disk_.Finish();
}

int64_t BuildRows::TableBytes(uint32_t partition) const {
  uint64_t rows = 0;
  int64_t bytes = 0;
  for (const KeptRows& kept : kept_) {
    rows += kept.rows.size();
    bytes += kept.table_bytes;
  }
  if (rows == 0) return 0;
  const auto share = static_cast<double>(kept_rows_[partition]) / static_cast<double>(rows);
  return static_cast<int64_t>(static_cast<double>(bytes) * share);
}

std::vector<BuildRows::KeptRows> BuildRows::TakeKept(Reservation& charged) {
  charged.Absorb(charged_);
  held_bytes_ = 0;
  return std::exchange(kept_, {});
}

}  // namespace lakebolt
