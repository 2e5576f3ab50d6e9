#include "exec/join/spilled_join.h"

#include <algorithm>
#include <array>
#include <utility>

#include "exec/join/join_table.h"
#include "expression/expression_list.h"
#include "vector/hash_vector.h"

namespace lakebolt {

namespace {

/// Workers' blocks together take at most this share of the memory that is left, or, where others
/// hold nearly all of it, the lesser share of the limit.
constexpr int64_t kShareOfLeft = 2;
constexpr int64_t kShareOfLimit = 64;
/// Partitions in memory take at most this share of what is left without them: another operator
/// needs some, too.
constexpr int64_t kMostResidentNumerator = 7;
constexpr int64_t kMostResidentDenominator = 8;
/// A worker that joins another partition has room for as many times its table.
constexpr int64_t kTablesOfWorker = kShareOfLeft;

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
      kept_(MayBeResident() && level == 0 ? kPartitions : 0),
      joined_(probe_partitions_, 0),
      busy_(probe_partitions_, false),
      blocks_(build_partitions()),
      matched_(build_partitions()),
      matched_bytes_(query.memory, "join") {}

std::unique_ptr<PartitionedRows> SpilledJoin::MakeBuildRows() {
  PartitionedRows::Keeping keeping;
  if (kept_ > 0) {
    keeping = {&kept_, [this](const PartitionedRows::Piece& piece) { return TableBytes(piece); }};
  }
  return std::make_unique<PartitionedRows>(TypesOf(table_.layout.columns), build_partitions(),
                                           query_, std::move(keeping));
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

void SpilledJoin::AddBuildRows(std::unique_ptr<PartitionedRows> rows) {
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
  for (const auto& rows : build_) bytes += rows->bytes();
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

bool SpilledJoin::MayBeResident() const {
  // Groups are numbered in whole tables only.
  return by_keys_ && table_.spec.group_columns.empty();
}

/// Returns how many partitions fit memory and leave enough to join the others.
uint32_t SpilledJoin::CountResident() const {
  std::array<int64_t, kPartitions> bytes{};
  int64_t all = 0;
  // Partitions of a partition are joined by several workers at a time.
  int64_t left = MemoryLeft() / (level_ == 0 ? 1 : query_.threads);
  for (const auto& rows : build_) {
    left += rows->kept_bytes();
    for (uint32_t p = 0; p < kPartitions; ++p) {
      for (const PartitionedRows::Piece& piece : rows->pieces(p)) bytes[p] += TableBytes(piece);
    }
  }
  for (const int64_t of_partition : bytes) all += of_partition;
  const int64_t most = left / kMostResidentDenominator * kMostResidentNumerator;
  int64_t largest = 0;
  uint32_t resident = kPartitions;
  // Each worker has a table of another partition at a time.
  const auto fits = [&] {
    return all <= most && all <= left - largest * kTablesOfWorker * query_.threads;
  };
  while (resident > 0 && !fits()) {
    --resident;
    all -= bytes[resident];
    largest = std::max(largest, bytes[resident]);
  }
  return resident;
}

SpilledJoin::Pieces SpilledJoin::ChooseResident(Reservation& memory) {
  if (!MayBeResident()) return {};
  const std::lock_guard lock(mutex_);
  resident_ = CountResident();
  kept_ = resident_;
  for (const auto& rows : build_) rows->WriteUnkept();
  Pieces chosen;
  for (uint32_t p = 0; p < resident_; ++p) {
    int64_t on_disk = 0;
    for (const auto& rows : build_) {
      for (const PartitionedRows::Piece& piece : rows->pieces(p)) {
        if (piece.in_memory == nullptr) on_disk += TableBytes(piece);
      }
    }
    if (!memory.TryGrow(on_disk)) {
      resident_ = p;
      kept_ = p;
      for (const auto& rows : build_) rows->WriteUnkept();
      break;
    }
    for (const auto& rows : build_) {
      for (PartitionedRows::Piece& piece : rows->Take(p, memory)) {
        resident_rows_ += piece.rows;
        chosen.push_back({rows.get(), std::move(piece)});
      }
    }
  }
  return chosen;
}

int64_t SpilledJoin::BlockBytes() const {
  return std::max(MemoryLeft() / kShareOfLeft, query_.memory->limit() / kShareOfLimit) /
         query_.threads;
}

int64_t SpilledJoin::TableBytes(const PartitionedRows::Piece& piece) const {
  // Rows are copied a batch at a time, and come into an index.
  return piece.memory_bytes + piece.memory_bytes / 16 + table_.IndexBytesPerRow() * piece.rows;
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
  uint64_t all = resident_rows_;
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
