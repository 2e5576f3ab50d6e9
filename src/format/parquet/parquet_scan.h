#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "format/parquet/row_group_state.h"
#include "format/parquet/scan_filter.h"
#include "format/parquet/table_files.h"
#include "source/table_source.h"

namespace lakebolt::parquet_format {

/// Names the rows of one row group that a worker takes at a time.
struct Morsel {
  size_t file = 0;
  size_t row_group = 0;
  int64_t begin = 0;
  int64_t end = 0;
};

/// Cuts a table into morsels: row groups, or ranges of them where there are too few for `threads`.
/// Row groups that `request`'s filters rule out by their bounds are left out.
std::vector<Morsel> PlanMorsels(const TableFiles& table, const ScanRequest& request);

/// Scans the row groups of a table. A worker filters a window of rows at a time and reads the other
/// columns only where rows are left.
class ParquetScan final : public TableScan {
 public:
  ParquetScan(std::shared_ptr<const TableFiles> table, ScanRequest request,
              std::vector<Morsel> morsels);
  ~ParquetScan() override;

  std::unique_ptr<ScanLocalState> MakeLocalState() override;
  ScanStatus Next(ScanLocalState& local, ScanContext& context, Chunk& out) override;
  uint32_t MaxParallelism() const override;
  double Progress() const override;
  uint64_t BytesRead() const override;

 private:
  class LocalState;
  /// Keeps what the morsels of one row group share, from the first to the last of them.
  struct Slot {
    std::shared_ptr<RowGroupState> state;
    size_t first_morsel = 0;
    size_t morsels_left = 0;
    bool finished = false;
    bool is_paired = false;
  };

  bool ClaimMorsel(LocalState& local);
  /// Lists the columns of a morsel's file that are to be read.
  std::vector<size_t> StoredColumns(size_t morsel) const;
  /// Returns whether the morsel's rows can be read now (else the waker is called later).
  bool AwaitBytes(LocalState& local, ScanContext& context);
  bool StartMorsel(LocalState& local);
  /// Tells whether the Bloom filters of the row group let any row pass.
  bool PassesBloomFilters(LocalState& local, const BoundsLookup& bounds);
  /// Finds the rows of the morsel to look at; false when there are none.
  bool PruneRows(LocalState& local, const BoundsLookup& bounds);
  void FinishMorsel(LocalState& local);
  /// Moves to the next window with rows left; false at the morsel's end.
  bool NextWindow(LocalState& local);
  void Emit(LocalState& local, Chunk& out);
  void EmitDense(LocalState& local, Chunk& out);
  void EmitSelected(LocalState& local, Chunk& out);
  uint32_t WindowSize(const LocalState& local) const;
  static uint32_t TakeLimit(LocalState& local, uint32_t rows);

  /// Tells the row group of a morsel which later one is read besides.
  void SetPartner(LocalState& local);

  std::shared_ptr<RowGroupState> Acquire(size_t morsel);
  void Release(size_t morsel);

  std::shared_ptr<const TableFiles> table_;
  ScanRequest request_;
  std::vector<Morsel> morsels_;
  std::vector<ScanCondition> conditions_;
  std::vector<uint32_t> used_columns_;  // of outputs and conditions
  std::shared_ptr<BufferPool> pool_;

  std::mutex mutex_;
  std::vector<Slot> slots_;
  std::vector<size_t> slot_of_morsel_;
  size_t next_partner_ = 0;  // the first slot that none was paired with
  std::vector<std::weak_ptr<const RandomAccessFile>> open_files_;  // kept by the row groups

  std::atomic<size_t> next_morsel_{0};
  std::atomic<size_t> morsels_done_{0};
  std::atomic<uint64_t> bytes_read_{0};
};

}  // namespace lakebolt::parquet_format
