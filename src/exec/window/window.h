#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "exec/sort/collecting_sink.h"
#include "exec/sort/row_sorter.h"
#include "exec/window/sorted_column.h"
#include "exec/window/window_edges.h"
#include "exec/window/window_reach.h"
#include "exec/window/window_rows.h"

namespace lakebolt {

class WindowSlice;

/// Collects the rows of a window operator and brings them into order, all workers together: the
/// columns are put end to end in the order of rows; pieces are sorted by partition and order;
/// slices are merged; columns that calls look at are brought into order and boundaries found; calls
/// prepare. Without partition and order nothing is sorted, and rows stay as they come.
///
/// Partitions that do not fit memory together go through an ExternalSort and are then dealt with
/// some at a time (WindowScan). Those that do not fit alone are cut, where all calls can do with
/// what window_edges.h tells of the rest, or with the rows that window_reach.h names; else each has
/// to fit.
class WindowBuild final : public CollectingSink {
 public:
  WindowBuild(WindowSpec spec, MemoryPool* memory, uint32_t threads);

  /// Lets partitions go to disk.
  void AllowSpilling(const QueryContext& query);
  using CollectingSink::spilled;
  const WindowSpec& spec() const { return spec_; }

  std::string Name() const override { return "WINDOW"; }
  std::vector<std::string> Details() const override;

  /// Builds a slice of what was spilled, so that it can be computed.
  std::unique_ptr<WindowSlice> BuildSlice(TaskContext& context, uint64_t slice) const;

  uint32_t rows() const { return sorted_.rows; }
  /// Computes rows `begin .. begin + count` of the result: the payload, then the calls.
  Chunk Compute(uint32_t begin, uint32_t count) const;
  /// Writes those rows of the calls that are computed here to their places.
  void ComputeCalls(uint32_t begin, uint32_t count, Vector* calls) const;

 private:
  /// Says which calls are computed where rows are a slice.
  enum class Calls : uint8_t { kAll, kNone, kCut, kNear };

  enum class Stage : uint8_t { kSort, kArrange, kPrepare };
  struct CallPart {
    uint32_t call = 0;
    uint32_t part = 0;
  };

  uint32_t Start(std::vector<Vector> columns, uint32_t rows) override;
  void RunPart(uint32_t part) override;
  uint32_t EndStage() override;
  uint32_t StartSlices() override;
  void RunSlice(TaskContext& context, uint32_t slice) override;
  void EndSlices() override;
  void ThinOut(std::vector<RowCollector::Part>& parts) const override;

  uint32_t StartArrange();
  uint32_t StartPrepare();
  void EndPreparation();
  void Arrange(uint32_t slice);
  /// Returns what a row takes while rows are sorted and calls prepared, besides its columns.
  int64_t StageBytes() const;
  std::vector<OrderColumn> OrderColumns() const;
  SliceSummary Summarize() const;
  WindowReach Reach() const;
  void EncodeKeys(uint32_t place, uint32_t order_keys, std::vector<uint8_t>& out) const;
  std::vector<std::string> KeysOf(uint32_t place) const;
  bool Computes(uint32_t call) const;
  std::unique_ptr<WindowBuild> BuildRows(TaskContext& context, uint64_t slice, Calls calls) const;
  std::vector<bool> WantedColumns() const;
  /// Adds the rows between two encoded keys to a build; returns how many.
  uint32_t AddRows(TaskContext& context, WindowBuild& to, LocalState& local, std::string_view from,
                   std::string_view end) const;
  void Widen(const std::vector<SliceSummary>& slices);

  WindowSpec spec_;
  ExternalSort* disk_ = nullptr;     // where partitions may go; or null
  std::vector<uint32_t> looked_at_;  // columns that calls need in order
  Stage stage_ = Stage::kSort;
  std::vector<Vector> columns_;  // in the order of rows
  std::unique_ptr<RowSorter> sorter_;
  std::vector<uint32_t> order_;  // empty when nothing is sorted
  std::vector<SortedColumn> arranging_;
  std::vector<std::vector<std::vector<uint32_t>>> starts_;  // by slice and number of keys
  WindowRows sorted_;
  std::vector<std::unique_ptr<WindowCallEvaluator>> calls_;
  std::vector<CallPart> parts_;
  // Of slices that cut partitions:
  std::vector<SliceSummary> summaries_;
  std::vector<WindowEdges> edges_;            // by slice
  std::vector<WindowReach> reach_;            // by slice; empty where all calls can be cut
  const WindowEdges* slice_edges_ = nullptr;  // where this is such a slice
  Calls computed_ = Calls::kAll;
  bool is_in_order_ = false;   // rows come so
  std::vector<bool> is_near_;  // by call: it needs the rows around a slice
};

/// Is a slice of the sorted rows, ready to be computed by one worker.
class WindowSlice {
 public:
  /// `near` has the rows of the slice and those around it, from its row `first` on; or is null.
  WindowSlice(std::unique_ptr<WindowBuild> rows, std::unique_ptr<WindowBuild> near, uint32_t first)
      : rows_(std::move(rows)), near_(std::move(near)), first_(first) {}

  uint32_t rows() const { return rows_->rows(); }
  Chunk Compute(uint32_t begin, uint32_t count) const;

 private:
  std::unique_ptr<WindowBuild> rows_;
  std::unique_ptr<WindowBuild> near_;
  uint32_t first_;
};

/// Computes the calls of a finished WindowBuild, batch by batch, and gives them with the payload.
/// Of what was spilled each worker reads a slice of whole partitions and builds it for itself.
class WindowScan final : public Source {
 public:
  explicit WindowScan(std::shared_ptr<const WindowBuild> input) : input_(std::move(input)) {}

  std::string Name() const override { return "WINDOW ROWS"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  SourceStatus Next(TaskContext& context, LocalState& local, Chunk& out) override;
  uint32_t MaxTasks() const override;

 private:
  struct Local;

  SourceStatus NextSpilled(TaskContext& context, Local& local, Chunk& out);

  std::shared_ptr<const WindowBuild> input_;
  std::atomic<uint64_t> next_{0};
};

}  // namespace lakebolt
