#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/zeroed_memory.h"
#include "exec/join/build_rows.h"

namespace lakebolt {

struct JoinTable;

/// Holds both sides of a join whose build side does not fit memory, on disk.
///
/// Where equal keys are all that matters both sides are cut into partitions by the hash of the
/// keys; each is then a join of its own, which may spill in turn. (GRACE hash join; Kitsuregawa,
/// Tanaka and Moto-oka, "Application of Hash to Data Base Machine and Its Architecture", 1983.)
/// Build rows of the first partitions stay in memory, as many as fit, so that their probe rows need
/// not go to disk. (Hybrid hash join; DeWitt et al., "Implementation Techniques for Main Memory
/// Database Systems", SIGMOD 1984.)
/// Other joins, and partitions that another cut would not make smaller, are joined by blocks: as
/// many build rows as fit memory with all probe rows, then the next ones. Joins without such keys
/// have one build partition, and a part of the probe rows for each worker.
class SpilledJoin {
 public:
  static constexpr uint32_t kPartitions = 32;
  /// So many times the partitions of a partition may spill.
  static constexpr uint32_t kMostLevels = 4;

  /// `level` counts the joins that this one is a partition of; `share_in_memory` says about how
  /// many of the build rows fit memory.
  SpilledJoin(const JoinTable& table, uint32_t level, double share_in_memory,
              const QueryContext& query);

  std::unique_ptr<BuildRows> MakeBuildRows();
  std::unique_ptr<PartitionedRows> MakeProbeRows() const;
  /// Writes the partition of each of `rows` by its keys.
  void PartitionBuild(const std::vector<const Vector*>& keys, RowSet rows,
                      std::vector<uint32_t>& partition_of) const;
  void PartitionProbe(const std::vector<const Vector*>& keys, RowSet rows,
                      std::vector<uint32_t>& partition_of);

  /// Take rows over; those of the probe side are finished. Thread-safe.
  void AddBuildRows(std::unique_ptr<BuildRows> rows);
  void AddProbeRows(std::unique_ptr<PartitionedRows> rows);
  /// Writes what was taken over of build rows that may not stay in memory any more. Thread-safe.
  void WriteUnkept();
  int64_t bytes() const;
  /// Describes the join for EXPLAIN ANALYZE.
  std::string Describe() const;

  /// Names a chunk of some rows.
  struct Piece {
    const PartitionedRows* rows;
    PartitionedRows::Piece piece;

    Chunk Read() const { return rows->Read(piece); }
  };
  using Pieces = std::vector<Piece>;

  /// Names probe rows of one partition that nobody has joined yet.
  struct Work {
    uint32_t partition = 0;
    Pieces probe_rows;
  };
  /// Returns work that no other worker is at, or nothing. Thread-safe, as is End.
  std::optional<Work> Take();
  void End(const Work& work);

  uint32_t build_partitions() const { return by_keys_ ? kPartitions : 1; }
  /// Returns the build partition that goes with a partition of the probe rows.
  uint32_t BuildPartitionOf(uint32_t partition) const { return by_keys_ ? partition : 0; }
  /// Tells whether partitions are joined once all probe rows are there, by who gives the build rows
  /// by themselves: their tables are then made once. Else whoever brought probe rows joins them.
  bool JoinsAtEnd() const;
  /// Returns all probe rows of a partition.
  Pieces ProbeRows(uint32_t partition) const;
  /// Chooses the partitions whose build rows stay in memory, or come back, once all build rows are
  /// there. Returns how many parts of the others have to be written.
  uint32_t ChooseResident();
  /// Writes one of these parts. Thread-safe.
  void WriteUnkept(uint32_t part);

  /// Is the build rows that meet probe rows as they come.
  struct Resident {
    std::vector<BuildRows::KeptRows> in_memory;
    Pieces on_disk;
  };
  /// Returns these rows, for whose table `memory` is charged; to be called once after WriteUnkept.
  Resident TakeResident(Reservation& memory);
  /// Tells how many partitions that is: the first ones.
  uint32_t resident() const { return resident_; }
  /// Returns the build rows of a partition, cut into blocks; at least one, perhaps empty. Always
  /// the same ones: what is remembered of build rows goes by their place in a block. Thread-safe.
  const std::vector<Pieces>& Blocks(uint32_t build_partition);
  /// Tells whether the keys of a partition may cut it into much smaller ones.
  bool MayCutAgain(uint32_t build_partition) const;

  /// Notes which build rows of a block have found a match, a byte a row; adds to those of before.
  void NoteMatched(uint32_t build_partition, size_t block, ZeroedMemory matched);
  /// Takes what has been noted; empty memory if nothing.
  ZeroedMemory TakeMatched(uint32_t build_partition, size_t block);
  uint32_t level() const { return level_; }

 private:
  int64_t MemoryLeft() const;
  int64_t BytesBesideBlocks() const;
  int64_t BlockBytes() const;
  bool MayBeResident() const;
  uint32_t CountKept(double share) const;
  std::array<int64_t, kPartitions> TablesBytes() const;
  int64_t KeptBytes() const;
  uint32_t CountResident() const;
  /// Returns about the bytes that a table of a chunk's rows takes.
  int64_t TableBytes(const PartitionedRows::Piece& piece) const;
  void Cut(uint32_t build_partition);
  void PartitionByKeys(const std::vector<const Vector*>& keys, RowSet rows,
                       std::vector<uint32_t>& partition_of) const;

  const JoinTable& table_;
  uint32_t level_;
  const QueryContext& query_;
  const bool by_keys_;
  const uint32_t probe_partitions_;
  std::atomic<uint32_t> kept_;  // partitions whose build rows may stay in memory while they come
  uint32_t resident_ = 0;
  uint64_t resident_rows_ = 0;
  std::atomic<uint32_t> next_partition_{0};  // of a probe chunk, where it does not matter
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<BuildRows>> build_;
  std::vector<std::unique_ptr<PartitionedRows>> probe_;
  std::vector<size_t> joined_;  // by partition: so many of `probe_` were taken
  std::vector<bool> busy_;      // by partition
  int64_t block_bytes_ = 0;
  std::vector<std::vector<Pieces>> blocks_;         // by build partition; empty until asked for
  std::vector<std::vector<ZeroedMemory>> matched_;  // by build partition and block
  Reservation matched_bytes_;
};

}  // namespace lakebolt
