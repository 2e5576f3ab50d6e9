#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "expression/evaluator.h"
#include "expression/expression.h"
#include "format/parquet/bounds.h"
#include "format/parquet/page_pruning.h"
#include "format/parquet/row_ranges.h"
#include "format/parquet/scan_condition.h"
#include "format/parquet/scan_window.h"
#include "source/tightening_filter.h"

namespace lakebolt::parquet_format {

/// Filters the windows of one worker. A condition on one dictionary-encoded column is decided once
/// per entry of the dictionary, others row by row; the order follows measured cost and pass rate,
/// and runtime filters that discard nothing are left out for a while.
class ScanFilter {
 public:
  /// `conditions` outlive the filter.
  explicit ScanFilter(const std::vector<ScanCondition>& conditions);
  ScanFilter(const ScanFilter&) = delete;
  ScanFilter& operator=(const ScanFilter&) = delete;

  /// Drops what `bounds` decide for the row group to come. Returns false when no row can pass.
  bool StartRowGroup(const BoundsLookup& bounds);

  /// Tells whether a row of the row group can pass by `bounds` that know more than those at its
  /// start: Bloom filters, which cost a read for each value.
  bool CanStillPass(const BoundsLookup& bounds);

  /// Leaves out those of `rows`, of the row group, that are in pages whose bounds say that none of
  /// them can pass.
  RowRanges Prune(const RowRange& rows, const BoundsLookup& bounds, const PageIndexAccess& indexes);

  /// Takes in runtime filters that have become ready within the row group.
  void TakeReady();

  /// Tells whether conditions are left for this row group.
  bool IsActive() const { return !active_.empty(); }

  /// Finds the rows of the window that pass all conditions; `out` has room for window.count() + 8.
  uint32_t Apply(ScanWindow& window, uint32_t* out);

  /// Tells, after Apply, that no row of this row group can pass: no entry of a dictionary does.
  bool RowGroupIsEmpty() const { return row_group_is_empty_; }

  /// Tells that no row of the whole table can pass: the build side of a join is empty.
  bool TableIsEmpty() const { return table_is_empty_; }

 private:
  /// Lets an aid sit out morsels, more and more where it was of no use.
  class Patience {
   public:
    bool SitsOut();
    void Note(bool was_useful);

   private:
    uint32_t left_ = 0;
    uint32_t useless_ = 0;
  };

  /// Holds one condition's state of this worker.
  struct State {
    const ScanCondition* condition = nullptr;
    std::optional<ExprEvaluator> evaluator;
    // The verdict by entry of the dictionary it was made for.
    std::shared_ptr<const Vector> dictionary;
    const TighteningFilter* tightening = nullptr;
    uint64_t version = 0;  // of the filter that tightens
    std::vector<uint8_t> passes;
    std::optional<uint32_t> odd_code;  // the only one that passes, or the only one that does not
    bool all_pass = false;
    bool none_pass = false;
    std::optional<bool> null_passes;
    bool knows_dictionary = false;  // that of the row group was looked at, if it has one
    // Measured.
    double rows_in = 0;
    double rows_out = 0;
    double nanos = 0;
    uint32_t groups_to_sit_out = 0;
    Patience page_indexes;
    Patience bloom_filters;

    bool shares_column = false;  // with a condition of several columns

    double Rank() const;
  };

  void SortActive();
  void ApplyState(State& state, ScanWindow& window);
  /// Tells whether the dictionary of the row group has no entry that passes: then its codes need
  /// not even be decompressed.
  bool NoneCanPass(State& state, ColumnReader& reader);
  /// Makes the verdicts by entry of a column's dictionary, unless they are there.
  void PrepareTable(State& state, const std::shared_ptr<const Vector>& dictionary);
  void TestTable(const State& state, const Vector& column);
  /// Tells whether the rows left are so few that the condition's column is better read at them
  /// alone.
  bool IsSparse(const State& state, ScanWindow& window) const;
  /// Tests the condition of one column at the rows left.
  void TestSome(State& state, ScanWindow& window);
  /// Tests a condition that is not decided by the dictionary, and narrows the rows.
  void SelectRows(State& state, ScanWindow& window);
  static bool NullPasses(State& state, const LogicalType& type);
  void Narrow(uint32_t window_count);

  std::vector<State> states_;
  std::vector<State*> active_;
  std::vector<State*> waiting_;  // runtime filters that are not ready yet
  std::vector<uint8_t> mask_;
  std::vector<uint32_t> passing_;
  // The rows left so far: all of the window when `is_dense_`.
  uint32_t* selected_ = nullptr;
  uint32_t selected_count_ = 0;
  bool is_dense_ = true;
  bool row_group_is_empty_ = false;
  bool table_is_empty_ = false;
};

}  // namespace lakebolt::parquet_format
