#pragma once

#include <memory>
#include <optional>

#include "exec/join/block_matches.h"
#include "exec/join/join_probe.h"
#include "exec/join/join_unmatched.h"

namespace lakebolt {

/// Joins one partition of a spilled join, in one worker: reads its build rows into a table of their
/// own, or block by block into one table after the other, then gives what probe rows, or build
/// rows by themselves, come to. A partition of many blocks is cut into partitions of its own if
/// that may help.
class PartitionJoin {
 public:
  PartitionJoin(JoinTable& whole, uint32_t build_partition, TaskContext& context);
  ~PartitionJoin();

  /// Joins these probe rows of the partition from now on.
  void Probe(SpilledJoin::Pieces rows, TaskContext& context);
  /// Gives the next chunk of joined rows, and where all probe rows are there
  /// (SpilledJoin::JoinsAtEnd) of build rows by themselves; returns false when there are no more.
  bool NextJoined(TaskContext& context, Chunk& out);
  /// Gives the next chunk of build rows by themselves where those of the probe side were joined
  /// before, by others; returns false when there are no more.
  bool NextUnmatched(TaskContext& context, Chunk& out);

 private:
  /// Tells whether the partition is a spilled join itself.
  bool IsCut() const { return table_ != nullptr && table_->spilled != nullptr; }
  size_t blocks() const { return IsCut() ? 1 : blocks_.size(); }
  std::shared_ptr<JoinTable> MakeTable(JoinSpec spec, bool may_spill, TaskContext& context) const;
  void CutAgain(TaskContext& context);
  void OpenBlock(TaskContext& context);
  void CloseBlock();
  bool ReadProbeRows();
  bool NextOfBlock(TaskContext& context, Chunk& out);
  bool NextAlone(TaskContext& context, Chunk& out);
  bool NextRest(TaskContext& context, Chunk& out);

  JoinTable& whole_;
  SpilledJoin& spilled_;
  const uint32_t partition_;
  const std::vector<SpilledJoin::Pieces>& blocks_;
  size_t block_ = 0;
  std::shared_ptr<JoinTable> table_;  // of the block at hand
  std::unique_ptr<JoinProbe> probe_;
  std::unique_ptr<LocalState> probe_local_;
  SpilledJoin::Pieces probe_rows_;
  std::optional<BlockMatches> matches_;  // where there are several blocks
  size_t next_chunk_ = 0;
  Chunk input_;
  bool in_chunk_ = false;
  bool probed_ = false;  // all probe rows, with the block at hand
  std::unique_ptr<JoinUnmatched> unmatched_;
  std::unique_ptr<LocalState> unmatched_local_;
};

}  // namespace lakebolt
