#include "exec/join/spilled_join.h"

#include <algorithm>

#include "exec/join/join_table.h"
#include "expression/expression_list.h"
#include "vector/hash_vector.h"

namespace lakebolt {

namespace {

/// Workers' blocks together take at most this share of the memory that is left, or, where others
/// hold nearly all of it, the lesser share of the limit.
constexpr int64_t kShareOfLeft = 2;
constexpr int64_t kShareOfLimit = 64;
/// Partitions that come back take at most this share of the memory that is left.
constexpr int64_t kShareOfResident = 2;

bool IsByKeys(const JoinTable& table) {
  return !table.spec.build_keys.empty() && !table.traits.searches_nulls;
}

}  // namespace

SpilledJoin::SpilledJoin(const JoinTable& table, uint32_t level, const QueryContext& query)
    : table_(table),
      level_(level),
      query_(query),
      by_keys_(IsByKeys(table)),
      probe_partitions_(by_keys_ ? kPartitions : query.threads),
      joined_(probe_partitions_, 0),
      busy_(probe_partitions_, false),
      kept_(probe_partitions_),
      blocks_(build_partitions()),
      matched_(build_partitions()),
      matched_bytes_(query.memory, "join") {}

std::unique_ptr<PartitionedRows> SpilledJoin::MakeBuildRows() const {
  return std::make_unique<PartitionedRows>(TypesOf(table_.layout.columns), build_partitions(),
                                           query_);
}

std::unique_ptr<PartitionedRows> SpilledJoin::MakeProbeRows() const {
  return std::make_unique<PartitionedRows>(table_.spec.probe_types, probe_partitions_, query_);
}

void SpilledJoin::PartitionByKeys(const std::vector<const Vector*>& keys, RowSet rows,
                                  std::vector<uint32_t>& partition_of) const {
  // The top bits of a product hang on all bits of the hash; each level takes others.
  constexpr uint64_t kOdd = 0x9E3779B97F4A7C15;
  constexpr uint32_t kBits = 5;
  static_assert(kPartitions == 1U << kBits);
  std::vector<uint64_t> hashes(rows.count);
  for (size_t k = 0; k < keys.size(); ++k) HashColumn(*keys[k], rows, k == 0, hashes.data());
  partition_of.resize(rows.count);
  const uint32_t shift = 64 - kBits * (level_ + 1);
  for (uint32_t i = 0; i < rows.count; ++i) {
    partition_of[i] = static_cast<uint32_t>((hashes[i] * kOdd) >> shift) % kPartitions;
  }
}

void SpilledJoin::PartitionBuild(const std::vector<const Vector*>& keys, RowSet rows,
                                 std::vector<uint32_t>& partition_of) const {
  if (by_keys_) return PartitionByKeys(keys, rows, partition_of);
  partition_of.assign(rows.count, 0);
}

void SpilledJoin::PartitionProbe(const std::vector<const Vector*>& keys, RowSet rows,
                                 std::vector<uint32_t>& partition_of) {
  if (by_keys_) return PartitionByKeys(keys, rows, partition_of);
  partition_of.assign(rows.count, next_partition_.fetch_add(1) % probe_partitions_);
}

void SpilledJoin::AddBuildRows(std::unique_ptr<PartitionedRows> rows) {
  rows->Finish();
  const std::lock_guard lock(mutex_);
  build_.push_back(std::move(rows));
}

void SpilledJoin::AddProbeRows(std::unique_ptr<PartitionedRows> rows) {
  const std::lock_guard lock(mutex_);
  probe_.push_back(std::move(rows));
}

int64_t SpilledJoin::bytes() const {
  const std::lock_guard lock(mutex_);
  int64_t bytes = 0;
  for (const auto& rows : build_) bytes += rows->bytes();
  return bytes;
}

std::string SpilledJoin::Describe() const {
  if (by_keys_) return "partitions on disk: " + std::to_string(kPartitions);
  const std::lock_guard lock(mutex_);
  return "blocks of rows on disk: " + std::to_string(blocks_[0].size());
}

std::optional<SpilledJoin::Work> SpilledJoin::Take() {
  const std::lock_guard lock(mutex_);
  if (block_bytes_ == 0) block_bytes_ = BlockBytes();
  for (uint32_t p = 0; p < probe_partitions_; ++p) {
    if (busy_[p]) continue;
    Work work{p, {}};
    for (; joined_[p] < probe_.size(); ++joined_[p]) {
      const PartitionedRows& rows = *probe_[joined_[p]];
      for (const PartitionedRows::Piece& piece : rows.pieces(p)) {
        work.probe_rows.push_back({&rows, piece});
      }
    }
    if (work.probe_rows.empty()) continue;
    busy_[p] = true;
    return work;
  }
  return std::nullopt;
}

void SpilledJoin::End(const Work& work) {
  const std::lock_guard lock(mutex_);
  busy_[work.partition] = false;
}

int64_t SpilledJoin::MemoryLeft() const {
  return query_.memory->limit() - query_.memory->used();
}

SpilledJoin::Pieces SpilledJoin::ChooseResident(Reservation& memory) {
  Pieces chosen;
  // Groups are numbered in whole tables only.
  if (!by_keys_ || !table_.spec.group_columns.empty()) return chosen;
  // Such a partition stays as it is until all others are joined.
  if (level_ > 0 && table_.traits.tracks_build) return chosen;
  int64_t left = MemoryLeft() / kShareOfResident;
  for (; resident_ < kPartitions; ++resident_) {
    Pieces pieces;
    int64_t bytes = 0;
    for (const auto& rows : build_) {
      for (const PartitionedRows::Piece& piece : rows->pieces(resident_)) {
        bytes += TableBytes(piece);
        pieces.push_back({rows.get(), piece});
      }
    }
    left -= bytes;
    if (left < 0 || !memory.TryGrow(bytes)) break;
    chosen.insert(chosen.end(), pieces.begin(), pieces.end());
  }
  return chosen;
}

int64_t SpilledJoin::BlockBytes() const {
  return std::max(MemoryLeft() / kShareOfLeft, query_.memory->limit() / kShareOfLimit) /
         query_.threads;
}

int64_t SpilledJoin::TableBytes(const PartitionedRows::Piece& piece) const {
  // Rows are copied a part at a time, and come into an index.
  return piece.memory_bytes + piece.memory_bytes / 4 + table_.IndexBytesPerRow() * piece.rows;
}

const std::vector<SpilledJoin::Pieces>& SpilledJoin::Blocks(uint32_t build_partition) {
  const std::lock_guard lock(mutex_);
  if (blocks_[build_partition].empty()) Cut(build_partition);
  return blocks_[build_partition];
}

void SpilledJoin::Cut(uint32_t build_partition) {
  if (block_bytes_ == 0) block_bytes_ = BlockBytes();
  std::vector<Pieces>& blocks = blocks_[build_partition];
  blocks.emplace_back();
  int64_t bytes = 0;
  for (const auto& rows : build_) {
    for (const PartitionedRows::Piece& piece : rows->pieces(build_partition)) {
      const int64_t more = TableBytes(piece);
      if (bytes > 0 && bytes + more > block_bytes_) {
        blocks.emplace_back();
        bytes = 0;
      }
      blocks.back().push_back({rows.get(), piece});
      bytes += more;
    }
  }
  matched_[build_partition].resize(blocks.size());
}

bool SpilledJoin::MayCutAgain(uint32_t build_partition) const {
  if (!by_keys_ || level_ + 1 >= kMostLevels) return false;
  const std::lock_guard lock(mutex_);
  uint64_t all = 0;
  uint64_t own = 0;
  for (const auto& rows : build_) {
    for (uint32_t p = 0; p < kPartitions; ++p) {
      for (const PartitionedRows::Piece& piece : rows->pieces(p)) {
        all += piece.rows;
        own += p == build_partition ? piece.rows : 0;
      }
    }
  }
  // What holds most of all rows holds most of them by one key.
  return own <= all / 2;
}

void SpilledJoin::NoteMatched(uint32_t build_partition, size_t block, ZeroedMemory matched) {
  Reservation bytes(query_.memory, "join");
  bytes.Grow(static_cast<int64_t>(matched.size()));
  const std::lock_guard lock(mutex_);
  ZeroedMemory& noted = matched_[build_partition][block];
  if (!noted) {
    matched_bytes_.Absorb(bytes);
    noted = std::move(matched);
    return;
  }
  for (size_t i = 0; i < noted.size(); ++i) noted.as<uint8_t>()[i] |= matched.as<uint8_t>()[i];
}

ZeroedMemory SpilledJoin::TakeMatched(uint32_t build_partition, size_t block) {
  const std::lock_guard lock(mutex_);
  ZeroedMemory taken = std::move(matched_[build_partition][block]);
  matched_bytes_.Resize(matched_bytes_.size() - static_cast<int64_t>(taken.size()));
  return taken;
}

}  // namespace lakebolt
