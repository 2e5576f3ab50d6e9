#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "exec/join/asof_join.h"
#include "exec/sort/run_merge.h"

namespace lakebolt {

/// Merges both sides of an ASOF join, each sorted by equality keys and order: the right side never
/// runs further than to the row behind the left row at hand, so that a chunk or two of each are all
/// that is in memory. (A sort-merge join whose match is the neighbour in the order.) One worker's.
class AsofMerge {
 public:
  AsofMerge(const AsofSpec& spec, std::unique_ptr<RunMerge> left, std::unique_ptr<RunMerge> right);
  ~AsofMerge();

  /// Gives the next chunk; returns false when there are no more.
  bool Next(TaskContext& context, Chunk& out);

 private:
  struct Rows;
  struct Place;
  class Side;

  /// Moves the right side behind all rows that come before the left row.
  void PassRight(const Place& left);
  void AdvanceRight();
  /// Finds the right row of a left row; null when there is none.
  const Place* FindNearest(const Place& left);
  Chunk JoinChunk();
  /// Queues those rows of a chunk of the right side that no left row took.
  void GiveUnmatched(const Rows& rows);

  const AsofSpec& spec_;
  std::unique_ptr<Side> left_;
  std::unique_ptr<Side> right_;
  std::unique_ptr<Place> passed_;  // the right row before the one at hand
  std::deque<Chunk> unmatched_;
  bool right_is_drained_ = false;
};

}  // namespace lakebolt
