#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "exec/sort/collecting_sink.h"
#include "exec/sort/row_sorter.h"
#include "exec/window/sorted_column.h"
#include "exec/window/window_edges.h"
#include "exec/window/window_rows.h"

namespace lakebolt {

/// Collects the rows of a window operator and brings them into order, all workers together: the
/// columns are put end to end in the order of rows; pieces are sorted by partition and order;
/// slices are merged; columns that calls look at are brought into order and boundaries found; calls
/// prepare. Without partition and order nothing is sorted, and rows stay as they come.
///
/// Partitions that do not fit memory together go through an ExternalSort and are then dealt with
/// some at a time (WindowScan). Those that do not fit alone are cut, where all calls can do with
/// what window_edges.h tells of the rest; else each has to fit.
class WindowBuild final : public CollectingSink {
 public:
  WindowBuild(WindowSpec spec, MemoryPool* memory, uint32_t threads);

  /// Lets partitions go to disk.
  void AllowSpilling(const QueryContext& query);
  using CollectingSink::spilled;
  const WindowSpec& spec() const { return spec_; }

  std::string Name() const override { return "WINDOW"; }
  std::vector<std::string> Details() const override;

  /// Builds a slice of what was spilled; with `calls` so that it can be computed.
  std::unique_ptr<WindowBuild> BuildSlice(TaskContext& context, uint64_t slice, bool calls) const;

  uint32_t rows() const { return sorted_.rows; }
  /// Computes rows `begin .. begin + count` of the result: the payload, then the calls.
  Chunk Compute(uint32_t begin, uint32_t count) const;

 private:
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
  std::vector<OrderColumn> OrderColumns() const;
  SliceSummary Summarize() const;
  std::vector<std::string> KeysOf(uint32_t place) const;

  WindowSpec spec_;
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
  const WindowEdges* slice_edges_ = nullptr;  // where this is such a slice
  bool has_calls_ = true;
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
