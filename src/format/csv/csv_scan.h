#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "format/csv/block_parser.h"
#include "format/csv/block_reader.h"
#include "format/csv/csv_files.h"
#include "source/table_source.h"

namespace lakebolt::csv {

/// Scans CSV files: blocks are read one after the other, and parsed by whoever took them.
class CsvScan final : public TableScan {
 public:
  CsvScan(std::shared_ptr<const CsvFiles> table, const ScanRequest& request);

  std::unique_ptr<ScanLocalState> MakeLocalState() override;
  ScanStatus Next(ScanLocalState& local, ScanContext& context, Chunk& out) override;
  uint32_t MaxParallelism() const override;
  double Progress() const override;
  uint64_t BytesRead() const override { return bytes_read_.load(std::memory_order_relaxed); }

 private:
  struct Local;
  /// Is a block, the file it is of, and its place among the blocks of all files.
  struct Taken {
    Block block;
    size_t file;
    uint64_t place;
  };

  std::optional<Taken> TakeBlock();

  std::shared_ptr<const CsvFiles> table_;
  std::vector<uint32_t> columns_;
  uint32_t chunk_rows_;
  std::vector<size_t> files_;  // that are read
  uint64_t all_bytes_ = 0;
  std::mutex mutex_;
  size_t next_file_ = 0;  // in `files_`
  std::unique_ptr<BlockReader> reader_;
  uint64_t finished_bytes_ = 0;  // of files read to their end
  uint64_t blocks_ = 0;
  std::atomic<uint64_t> bytes_read_{0};
};

}  // namespace lakebolt::csv
