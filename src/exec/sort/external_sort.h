#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exec/query_context.h"
#include "exec/sort/row_collector.h"
#include "exec/sort/run_merge.h"
#include "exec/sort/sorted_run.h"

namespace lakebolt {

/// Sorts more rows than fit memory: what workers hold when memory runs short is sorted and written
/// as a run; the runs are merged when rows are read, slices of the order each on its own. (External
/// merge sort; Graefe, "Implementing Sorting in Database Systems", ACM Computing Surveys 38(3),
/// 2006.)
class ExternalSort {
 public:
  /// Is what a row's place takes while a run is made, besides what sorting takes: two columns,
  /// copied, of which one was made first.
  static constexpr int64_t kPlaceBytes = 3 * sizeof(int64_t);

  /// `layout` is what the sort has, without the columns of a row's place, which come behind. Of
  /// the order only the first `limit` rows are needed. `query` must outlive the sort.
  ExternalSort(RunLayout layout, uint64_t limit, const QueryContext& query);

  /// Sorts rows and writes them as a run. Thread-safe.
  void AddRun(std::vector<RowCollector::Part> parts);

  bool HasRuns() const;
  /// Returns the bytes on disk.
  int64_t bytes() const;

  /// Merges runs until the rest can be merged at once by all workers, and cuts the order into
  /// slices. Called alone, after the last run.
  void Finish();

  uint64_t rows() const;
  uint64_t slices() const { return cuts_.size() + 1; }
  /// Tells whether rows that are equal in the group keys may be in several slices.
  bool cuts_groups() const { return cuts_groups_; }
  std::unique_ptr<RunMerge> OpenSlice(uint64_t slice) const;
  /// Returns the encoded keys where a slice begins and ends; empty where nothing bounds it.
  std::pair<std::string_view, std::string_view> Bounds(uint64_t slice) const;
  /// Merges the rows whose encoded keys are at or after `from` and before `to`; see RunMerge.
  std::unique_ptr<RunMerge> Open(std::string_view from, std::string_view to) const;
  size_t width() const { return layout_.width; }

 private:
  using Runs = std::vector<std::unique_ptr<SortedRun>>;

  /// Merges the smallest runs, so many that `most` are left, or `fan_in` of them.
  void MergeSmallest(size_t most, size_t fan_in);
  /// Returns how many rows a chunk on disk is to have.
  uint32_t RowsPerChunk(uint64_t row_bytes) const;
  void AppendPlace(RowCollector::Part& part) const;
  void CutSlices();
  /// Cuts slices of about so many rows; returns how many the largest has.
  uint64_t CutSlices(uint64_t slice_rows);

  RunLayout layout_;
  uint64_t limit_;
  const QueryContext& query_;
  mutable std::mutex mutex_;
  Runs runs_;
  std::vector<std::string> cuts_;  // first keys of the slices but the first
  bool cuts_groups_ = false;
};

}  // namespace lakebolt
