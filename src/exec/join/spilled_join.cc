#include "exec/join/spilled_join.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "exec/join/join_table.h"
#include "expression/expression_list.h"
#include "vector/hash_vector.h"

namespace lakebolt {

namespace {

/// Workers' blocks together take at most this share of the memory that is left without what each
/// worker reads and gives, or, where others hold nearly all of it, the lesser share of the limit.
constexpr int64_t kShareOfLeftNumerator = 2;
constexpr int64_t kShareOfLeftDenominator = 3;
constexpr int64_t kShareOfLimit = 64;
/// Partitions in memory take at most this share of what is left without them: another operator
/// needs some, too.
constexpr int64_t kMostResidentNumerator = 7;
constexpr int64_t kMostResidentDenominator = 8;

bool IsByKeys(const JoinTable& table) {
  return !table.spec.build_keys.empty() && !table.traits.searches_nulls;
}

}  // namespace

SpilledJoin::SpilledJoin(const JoinTable& table, uint32_t level, double share_in_memory,
                         const QueryContext& query)
    : table_(table),
      level_(level),
      query_(query),
      by_keys_(IsByKeys(table)),
      probe_partitions_(by_keys_ ? kPartitions : query.threads),
      kept_(CountKept(share_in_memory)),
      joined_(probe_partitions_, 0),
      busy_(probe_partitions_, false),
      blocks_(build_partitions()),
      matched_(build_partitions()),
      matched_bytes_(query.memory, "join") {}

std::unique_ptr<BuildRows> SpilledJoin::MakeBuildRows() {
  return std::make_unique<BuildRows>(TypesOf(table_.layout.columns), build_partitions(), kept_,
                                     query_);
}

std::unique_ptr<PartitionedRows> SpilledJoin::MakeProbeRows() const {
  return std::make_unique<PartitionedRows>(table_.spec.probe_types, probe_partitions_, query_);
}

void SpilledJoin::PartitionByKeys(const std::vector<const Vector*>& keys, RowSet rows,
                                  std::vector<uint32_t>& partition_of) const {
  // The top bits of a product hang on all bits of the hash; each level takes others. The factor is
  // not that of RowIndex: rows of a partition would lie in one part of its slots.
  constexpr uint64_t kOdd = 0xD6E8FEB86659FD93;
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

void SpilledJoin::AddBuildRows(std::unique_ptr<BuildRows> rows) {
  rows->Finish();
  const std::lock_guard lock(mutex_);
  build_.push_back(std::move(rows));
}

void SpilledJoin::AddProbeRows(std::unique_ptr<PartitionedRows> rows) {
  const std::lock_guard lock(mutex_);
  probe_.push_back(std::move(rows));
}

bool SpilledJoin::JoinsAtEnd() const {
  return by_keys_ && table_.traits.tracks_build;
}

void SpilledJoin::WriteUnkept() {
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock.owns_lock()) return;
  for (const auto& rows : build_) rows->WriteUnkept();
}

SpilledJoin::Pieces SpilledJoin::ProbeRows(uint32_t partition) const {
  const std::lock_guard lock(mutex_);
  Pieces pieces;
  for (const auto& rows : probe_) {
    for (const PartitionedRows::Piece& piece : rows->pieces(partition)) {
      pieces.push_back({rows.get(), piece});
    }
  }
  return pieces;
}

int64_t SpilledJoin::bytes() const {
  const std::lock_guard lock(mutex_);
  int64_t bytes = 0;
  for (const auto& rows : build_) bytes += rows->on_disk().bytes();
  return bytes;
}

std::string SpilledJoin::Describe() const {
  if (by_keys_) return "partitions on disk: " + std::to_string(kPartitions - resident_);
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
  return query_.memory->Left();
}

/// Returns what workers hold beside their blocks: chunks that they read and give.
int64_t SpilledJoin::BytesBesideBlocks() const {
  return PartitionedRows::MostPieceBytes(query_) * query_.threads;
}

bool SpilledJoin::MayBeResident() const {
  // Groups are numbered in whole tables only.
  return by_keys_ && table_.spec.group_columns.empty();
}

/// Returns how many partitions are likely to stay in memory, by the share of all rows that fits.
uint32_t SpilledJoin::CountKept(double share) const {
  if (!MayBeResident() || level_ > 0) return 0;
  return static_cast<uint32_t>(std::clamp(share, 0.0, 1.0) * kPartitions);
}

/// Returns the bytes that a table of each partition takes.
std::array<int64_t, SpilledJoin::kPartitions> SpilledJoin::TablesBytes() const {
  std::array<int64_t, kPartitions> bytes{};
  for (const auto& rows : build_) {
    for (uint32_t p = 0; p < kPartitions; ++p) {
      bytes[p] += table_.BytesFor(rows->kept_rows(p), rows->TableBytes(p));
      for (const PartitionedRows::Piece& piece : rows->on_disk().pieces(p)) {
        bytes[p] += TableBytes(piece);
      }
    }
  }
  return bytes;
}

int64_t SpilledJoin::KeptBytes() const {
  int64_t bytes = 0;
  for (const auto& rows : build_) bytes += rows->kept_bytes();
  return bytes;
}

/// Returns how many partitions fit memory and leave enough to join the others.
uint32_t SpilledJoin::CountResident() const {
  const std::array<int64_t, kPartitions> bytes = TablesBytes();
  int64_t all = std::accumulate(bytes.begin(), bytes.end(), int64_t{0});
  // Partitions of a partition are joined by several workers at a time.
  const int64_t left = MemoryLeft() / (level_ == 0 ? 1 : query_.threads) + KeptBytes();
  const int64_t most = left / kMostResidentDenominator * kMostResidentNumerator;
  int64_t largest = 0;
  uint32_t resident = kPartitions;
  // Each worker has a table of another partition at a time, for which it must be one block.
  const auto fits = [&] {
    const int64_t blocks =
        largest * query_.threads / kShareOfLeftNumerator * kShareOfLeftDenominator;
    return all <= most && all <= left - blocks - BytesBesideBlocks();
  };
  while (resident > 0 && !fits()) {
    --resident;
    all -= bytes[resident];
    largest = std::max(largest, bytes[resident]);
  }
  return resident;
}

uint32_t SpilledJoin::ChooseResident() {
  if (!MayBeResident()) return 0;
  const std::lock_guard lock(mutex_);
  resident_ = CountResident();
  kept_ = resident_;
  return static_cast<uint32_t>(build_.size());
}

void SpilledJoin::WriteUnkept(uint32_t part) {
  build_[part]->WriteUnkept();
  build_[part]->Finish();
}

SpilledJoin::Resident SpilledJoin::TakeResident(Reservation& memory) {
  const std::lock_guard lock(mutex_);
  const auto missing = [this] {
    const std::array<int64_t, kPartitions> bytes = TablesBytes();
    return std::accumulate(bytes.begin(), bytes.begin() + resident_, -KeptBytes());
  };
  // Others may have taken what was left.
  while (resident_ > 0 && !memory.TryGrow(std::max<int64_t>(0, missing()))) {
    kept_ = --resident_;
    for (uint32_t part = 0; part < build_.size(); ++part) WriteUnkept(part);
  }
  Resident chosen;
  for (const auto& rows : build_) {
    for (BuildRows::KeptRows& kept : rows->TakeKept(memory)) {
      resident_rows_ += kept.rows.size();
      chosen.in_memory.push_back(std::move(kept));
    }
    for (uint32_t p = 0; p < resident_; ++p) {
      for (PartitionedRows::Piece& piece : rows->on_disk().Take(p)) {
        resident_rows_ += piece.rows;
        chosen.on_disk.push_back({&rows->on_disk(), piece});
      }
    }
  }
  return chosen;
}

int64_t SpilledJoin::BlockBytes() const {
  const int64_t left = MemoryLeft() - BytesBesideBlocks();
  const int64_t share = left / kShareOfLeftDenominator * kShareOfLeftNumerator;
  return std::max(share, query_.memory->limit() / kShareOfLimit) / query_.threads;
}

int64_t SpilledJoin::TableBytes(const PartitionedRows::Piece& piece) const {
  return table_.BytesFor(piece.rows, piece.memory_bytes);
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
    for (const PartitionedRows::Piece& piece : rows->on_disk().pieces(build_partition)) {
      const int64_t more = TableBytes(piece);
      if (bytes > 0 && bytes + more > block_bytes_) {
        blocks.emplace_back();
        bytes = 0;
      }
      blocks.back().push_back({&rows->on_disk(), piece});
      bytes += more;
    }
  }
  matched_[build_partition].resize(blocks.size());
}

bool SpilledJoin::MayCutAgain(uint32_t build_partition) const {
  if (!by_keys_ || level_ + 1 >= kMostLevels) return false;
  const std::lock_guard lock(mutex_);
  uint64_t all = resident_rows_;
  uint64_t own = 0;
  for (const auto& rows : build_) {
    for (uint32_t p = 0; p < kPartitions; ++p) {
      for (const PartitionedRows::Piece& piece : rows->on_disk().pieces(p)) {
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
