#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/zeroed_memory.h"
#include "exec/spill/partitioned_rows.h"

namespace lakebolt {

struct JoinTable;

/// Holds both sides of a join whose build side does not fit memory, on disk and cut into partitions
/// by the hash of the keys. Each partition is then a join of its own, which may spill in turn.
/// (GRACE hash join; Kitsuregawa, Tanaka and Moto-oka, "Application of Hash to Data Base Machine
/// and Its Architecture", 1983.)
class SpilledJoin {
 public:
  static constexpr uint32_t kPartitions = 32;
  /// So many times the partitions of a partition may spill.
  static constexpr uint32_t kMostLevels = 4;

  /// `level` counts the joins that this one is a partition of.
  SpilledJoin(const JoinTable& table, uint32_t level, const QueryContext& query);

  std::unique_ptr<PartitionedRows> MakeBuildRows() const;
  std::unique_ptr<PartitionedRows> MakeProbeRows() const;
  /// Writes the partition of each of `rows` by its keys.
  void Partition(const std::vector<const Vector*>& keys, RowSet rows,
                 std::vector<uint32_t>& partition_of) const;

  /// Take finished rows over. Thread-safe.
  void AddBuildRows(std::unique_ptr<PartitionedRows> rows);
  void AddProbeRows(std::unique_ptr<PartitionedRows> rows);
  int64_t bytes() const;

  const std::vector<std::unique_ptr<PartitionedRows>>& build_rows() const { return build_; }

  /// Names probe rows of one partition that nobody has joined yet.
  struct Work {
    uint32_t partition = 0;
    std::vector<const PartitionedRows*> probe_rows;
  };
  /// Returns work that no other worker is at, or nothing. Thread-safe, as is End.
  std::optional<Work> Take();
  void End(const Work& work);

  /// Returns the join of a partition as it was left, null at first: which of its build rows have
  /// found matches, and where it spilled, everything.
  std::shared_ptr<JoinTable>& kept(uint32_t partition) { return kept_[partition]; }
  ZeroedMemory& matched(uint32_t partition) { return matched_[partition]; }
  uint32_t level() const { return level_; }

 private:
  const JoinTable& table_;
  uint32_t level_;
  const QueryContext& query_;
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<PartitionedRows>> build_;
  std::vector<std::unique_ptr<PartitionedRows>> probe_;
  std::vector<size_t> joined_;  // by partition: so many of `probe_` were taken
  std::vector<bool> busy_;      // by partition
  std::vector<std::shared_ptr<JoinTable>> kept_;
  std::vector<ZeroedMemory> matched_;
};

}  // namespace lakebolt
