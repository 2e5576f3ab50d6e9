#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "exec/aggregate/group_table.h"
#include "exec/join/build_groups.h"
#include "exec/sort/collecting_sink.h"
#include "exec/sort/row_sorter.h"
#include "plan/row_operators.h"

namespace lakebolt {

/// Holds what the operators of one ASOF join share. Expressions are over positions of the chunks of
/// each side.
struct AsofSpec {
  AsofJoinNode::Spec join;
  std::vector<LogicalType> probe_types;
  std::vector<LogicalType> build_types;
};

/// Returns how the rows of a side are sorted on disk: `types` are its columns'.
RunLayout AsofLayout(std::vector<LogicalType> types, const std::vector<ExprPtr>& keys,
                     const ExprPtr& order);

/// Collects the right side of an ASOF join, numbers the groups of rows whose equality keys are
/// equal, and sorts rows by group and, within it, by the order. The nearest row is then found by
/// binary search in a group's stretch of the order. Where the rows do not fit memory they are
/// sorted on disk: see AsofRest.
class AsofBuild final : public CollectingSink {
 public:
  AsofBuild(AsofSpec spec, const QueryContext& query);

  std::string Name() const override { return "ASOF JOIN BUILD"; }

  const AsofSpec& spec() const { return spec_; }
  /// Returns the sorted rows where they are on disk, else null. Each has behind its columns the
  /// equality keys and the order.
  const ExternalSort* sorted() const { return spilled(); }
  /// Returns the rows, once finished, as they came.
  const Chunk& rows() const { return rows_; }

  const std::shared_ptr<const KeyLayout>& layout() const { return layout_; }
  /// Returns the equality keys of all groups, by number; empty without such keys or groups.
  const std::vector<Vector>& group_keys() const { return group_keys_; }

  /// Finds for the i-th of `rows` the row nearest to it by `order`, given its group (kNoGroup:
  /// none); kNullRow when there is none.
  void FindNearest(const Vector& order, RowSet rows, const uint32_t* groups,
                   uint32_t* nearest) const;

  void MarkMatched(uint32_t row) { matched_[row].store(true, std::memory_order_relaxed); }
  bool IsMatched(uint32_t row) const { return matched_[row].load(std::memory_order_relaxed); }

 private:
  uint32_t Start(std::vector<Vector> columns, uint32_t rows) override;
  void RunPart(uint32_t part) override;
  uint32_t EndStage() override;
  /// Sorts by order within the groups, once these are numbered.
  uint32_t StartSort();
  /// Notes the groups' keys and where groups begin and end in the order.
  void FindGroupEnds();
  /// Returns the nearest row among places `begin .. end` of the order, kNullRow when there is none.
  /// `before(i)` tells whether the row at place i comes before the probe's value, or is equal to it
  /// and `op` says that equal rows are passed (looking back at >=, forward at <).
  template <typename Before>
  uint32_t Search(uint32_t begin, uint32_t end, const Before& before) const;

  AsofSpec spec_;
  std::shared_ptr<const KeyLayout> layout_;
  Chunk rows_;
  std::vector<Vector> keys_;
  BuildGroups groups_;
  Vector order_values_;  // by row
  std::vector<Vector> group_keys_;
  std::vector<uint32_t> group_begins_;  // in the order
  std::vector<uint32_t> group_ends_;    // rows without an order value stand behind
  std::unique_ptr<RowSorter> sorter_;
  std::vector<uint32_t> order_;
  std::vector<uint64_t> codes_;  // of the order values, in order; empty where these have none
  std::vector<std::atomic<bool>> matched_;
};

/// Carries the left side past an AsofBuild; where that one is on disk, goes there, too, and gives
/// nothing.
class AsofProbe final : public Transform {
 public:
  AsofProbe(std::shared_ptr<AsofBuild> build, const QueryContext& query);

  std::string Name() const override { return "ASOF JOIN PROBE"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  TransformStatus Process(TaskContext& context, LocalState& local, Chunk& input,
                          Chunk& out) override;
  TransformStatus Flush(TaskContext& context, LocalState& local, Chunk& out) override;

  /// Returns the left rows as AsofBuild::sorted does the right ones; to be finished by the caller.
  ExternalSort& sorted() { return sorted_; }

 private:
  struct Local;

  void FindNearest(Local& local, const Chunk& input) const;
  /// Keeps rows until there is no memory for more, then sorts and writes them.
  void Collect(TaskContext& context, Local& local, Chunk input);

  std::shared_ptr<AsofBuild> build_;
  ExternalSort sorted_;
};

}  // namespace lakebolt
