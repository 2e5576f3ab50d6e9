#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "exec/window/frames.h"
#include "exec/window/window_edges.h"
#include "exec/window/window_rows.h"

namespace lakebolt {

/// Is what the ways to compute a windowed aggregate have in common: arguments, frames, which rows
/// count, and what other slices have of the frames where the rows cut partitions.
class FramedAggregate : public WindowCallEvaluator {
 public:
  FramedAggregate(const WindowRows& rows, const WindowSpec::Call& call, bool descending,
                  const CallEdges* edges = nullptr);

 protected:
  /// Calls `add` with the state of a frame's rows in other slices, if there is any, and a predicate
  /// that tells which rows of the batch have such a frame: first for those in front of the slice.
  template <typename Add>
  void ForStatesBefore(const WindowBatch& batch, Add&& add) const {
    if (edges_ == nullptr) return;
    const bool open = call_.frame.start.kind == WindowBound::Kind::kUnbounded;
    const std::optional<Vector>& state =
        open ? edges_->partition_state_before : edges_->peer_state_before;
    if (!state) return;
    add(*state, [&batch, open](uint32_t i) {
      return batch.partition[i] == 0 && (open || batch.peer_begin[i] == 0);
    });
  }
  /// Does so for those behind it.
  template <typename Add>
  void ForStatesBehind(const WindowBatch& batch, Add&& add) const {
    if (edges_ == nullptr) return;
    const bool open = call_.frame.end.kind == WindowBound::Kind::kUnbounded;
    const std::optional<Vector>& state =
        open ? edges_->partition_state_after : edges_->peer_state_after;
    if (!state) return;
    add(*state, [this, &batch, open](uint32_t i) {
      return (open ? batch.partition_end[i] : batch.peer_end[i]) == rows_.rows;
    });
  }
  /// Tells whether the row passes FILTER and, where that is decided beforehand, DISTINCT.
  bool Counts(uint32_t row) const { return mask_.empty() || mask_[row] != 0; }
  /// Fills the mask: from FILTER, and, with `first_only`, taking only the first of equal arguments
  /// in a partition.
  void BuildMask(bool first_only);

  const WindowRows& rows_;
  const WindowSpec::Call& call_;
  std::vector<Vector> arguments_;
  FrameBuilder frames_;
  const CallEdges* edges_;     // null unless the rows cut partitions
  std::vector<uint8_t> mask_;  // empty: all rows count
};

/// Computes for each row the one before it in its partition with equal arguments; kNoPlace without.
std::vector<uint32_t> FindPreviousEqual(const WindowRows& rows,
                                        const std::vector<Vector>& arguments);

/// Numbers the groups that a batch needs: neighbours with the same frame share one.
struct FrameGroups {
  std::vector<uint32_t> of_row;
  std::vector<uint32_t> row_of;  // the first row of each

  explicit FrameGroups(const FrameBatch& frames);
  uint32_t size() const { return static_cast<uint32_t>(row_of.size()); }
  /// Brings results by group to results by row.
  Vector Spread(Vector results) const;
};

/// Chooses the cheapest way to compute an aggregate that is right.
std::unique_ptr<WindowCallEvaluator> MakeAggregateEvaluator(const WindowRows& rows,
                                                            const WindowSpec::Call& call,
                                                            bool descending,
                                                            const CallEdges* edges);

/// One computation a partition, where the frame is always the whole of it.
std::unique_ptr<WindowCallEvaluator> MakeWholeAggregate(const WindowRows& rows,
                                                        const WindowSpec::Call& call,
                                                        bool descending);
/// COUNT, and exact SUM and AVG, as differences of prefix sums; null for other aggregates. With
/// `edges` as MakeTreeAggregate.
std::unique_ptr<WindowCallEvaluator> TryMakePrefixAggregate(const WindowRows& rows,
                                                            const WindowSpec::Call& call,
                                                            bool descending,
                                                            const CallEdges* edges);
/// MIN, MAX, SUM and AVG over frames that begin with the partition: a running value a row; null for
/// other aggregates.
std::unique_ptr<WindowCallEvaluator> TryMakeRunningAggregate(const WindowRows& rows,
                                                             const WindowSpec::Call& call,
                                                             bool descending);
/// Quantiles over frames of a bounded number of rows, by counts of ranks; null for others.
std::unique_ptr<WindowCallEvaluator> TryMakeRankedAggregate(const WindowRows& rows,
                                                            const WindowSpec::Call& call,
                                                            bool descending);
/// MODE over frames that begin with the partition or that a limited number of rows is in: counts a
/// value that rows join and leave; null for others.
std::unique_ptr<WindowCallEvaluator> TryMakeModeAggregate(const WindowRows& rows,
                                                          const WindowSpec::Call& call,
                                                          bool descending);
/// Any aggregate over any frame, by a segment tree of states; with `edges` over frames that end
/// with a partition, a run of peers, or the current row.
std::unique_ptr<WindowCallEvaluator> MakeTreeAggregate(const WindowRows& rows,
                                                       const WindowSpec::Call& call,
                                                       bool descending, const CallEdges* edges);
/// DISTINCT over frames that slide, and aggregates that sort: lists the rows of each frame.
std::unique_ptr<WindowCallEvaluator> MakeListedAggregate(const WindowRows& rows,
                                                         const WindowSpec::Call& call,
                                                         bool descending);
std::unique_ptr<WindowCallEvaluator> MakeOrderedFunction(const WindowRows& rows,
                                                         const WindowSpec::Call& call,
                                                         bool descending);
/// FILL along `key`: the one order key of the window, or of the call's own order.
std::unique_ptr<WindowCallEvaluator> MakeFill(const WindowRows& rows, const WindowSpec::Call& call,
                                              const WindowKey& key);

}  // namespace lakebolt
