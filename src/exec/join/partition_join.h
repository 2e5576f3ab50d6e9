#pragma once

#include <memory>
#include <vector>

#include "exec/join/join_probe.h"
#include "exec/join/join_table.h"
#include "exec/join/join_unmatched.h"
#include "exec/join/spilled_join.h"

namespace lakebolt {

/// Joins one partition of a spilled join, in one worker: reads its build rows into a table of their
/// own, then gives what probe rows, or build rows by themselves, come to.
class PartitionJoin {
 public:
  PartitionJoin(JoinTable& whole, uint32_t partition, TaskContext& context);
  ~PartitionJoin();

  /// Joins these probe rows of the partition from now on.
  void Probe(std::vector<const PartitionedRows*> rows);
  /// Gives the next chunk of joined rows; returns false when there are no more.
  bool NextJoined(TaskContext& context, Chunk& out);
  /// Gives the next chunk of build rows by themselves, see JoinUnmatched, once all probe rows are
  /// joined; returns false when there are no more.
  bool NextUnmatched(TaskContext& context, Chunk& out);

  /// Leaves behind what a later join of the partition has to know.
  void Keep();

 private:
  void Build(TaskContext& context);
  bool ReadProbeRows();

  JoinTable& whole_;
  uint32_t partition_;
  std::shared_ptr<JoinTable> table_;
  std::unique_ptr<JoinProbe> probe_;
  std::unique_ptr<LocalState> probe_local_;
  std::vector<const PartitionedRows*> probe_rows_;
  size_t next_rows_ = 0;
  size_t next_chunk_ = 0;
  Chunk input_;
  bool in_chunk_ = false;
  bool flushes_ = false;
  std::unique_ptr<JoinUnmatched> unmatched_;
  std::unique_ptr<LocalState> unmatched_local_;
};

}  // namespace lakebolt
