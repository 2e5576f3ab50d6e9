#pragma once

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "format/path_columns.h"
#include "source/table_source.h"

namespace lakebolt {

/// Scans files whose blocks of whole records are found one after the other, and parsed by whoever
/// took them.
///
/// A `Format` names the types `Files` (of a table), `Reader` (of a file's blocks) and `Parser` (of
/// a worker), and makes readers: `Reader MakeReader(const Files&, size_t file)`.
template <typename Format>
class BlockScan final : public TableScan {
 public:
  using Files = typename Format::Files;

  BlockScan(std::shared_ptr<const Files> table, const ScanRequest& request)
      : table_(std::move(table)), columns_(request.columns), chunk_rows_(request.chunk_size) {
    for (size_t file = 0; file < table_->files.size(); ++file) {
      if (!FileCanPass(request.filters, table_->path_columns, table_->columns.size(), file)) {
        continue;
      }
      files_.push_back(file);
      all_bytes_ += table_->files[file].bytes;
    }
  }

  std::unique_ptr<ScanLocalState> MakeLocalState() override {
    return std::make_unique<Local>(table_, columns_, chunk_rows_);
  }

  ScanStatus Next(ScanLocalState& state, ScanContext& context, Chunk& out) override {
    auto& parser = static_cast<Local&>(state).parser;
    if (parser.AtEnd()) {
      auto taken = TakeBlock();
      if (!taken) return ScanStatus::kFinished;
      context.batch = taken->place;
      parser.Begin(taken->file, std::move(taken->block));
    }
    out = parser.Next();
    return ScanStatus::kRows;
  }

  uint32_t MaxParallelism() const override {
    const uint64_t blocks = all_bytes_ / table_->options.block_bytes + files_.size();
    return static_cast<uint32_t>(std::min<uint64_t>(blocks, ~uint32_t{0}));
  }

  double Progress() const override {
    if (all_bytes_ == 0) return 1;
    return std::min(1.0, static_cast<double>(BytesRead()) / static_cast<double>(all_bytes_));
  }

  uint64_t BytesRead() const override { return bytes_read_.load(std::memory_order_relaxed); }

 private:
  struct Local final : ScanLocalState {
    Local(std::shared_ptr<const Files> table, std::vector<uint32_t> columns, uint32_t chunk_rows)
        : parser(std::move(table), std::move(columns), chunk_rows) {}
    typename Format::Parser parser;
  };

  /// Is a block, the file it is of, and its place among the blocks of all files.
  struct Taken {
    typename Format::Block block;
    size_t file;
    uint64_t place;
  };

  std::optional<Taken> TakeBlock() {
    const std::lock_guard lock(mutex_);
    for (; next_file_ < files_.size(); ++next_file_) {
      const size_t file = files_[next_file_];
      if (!reader_) reader_.emplace(Format::MakeReader(*table_, file));
      if (auto block = reader_->Next()) {
        bytes_read_ = finished_bytes_ + reader_->BytesTaken();
        return Taken{std::move(*block), file, blocks_++};
      }
      finished_bytes_ += reader_->BytesTaken();
      reader_.reset();
    }
    return std::nullopt;
  }

  std::shared_ptr<const Files> table_;
  std::vector<uint32_t> columns_;
  uint32_t chunk_rows_;
  std::vector<size_t> files_;  // that are read
  uint64_t all_bytes_ = 0;
  std::mutex mutex_;
  size_t next_file_ = 0;  // in `files_`
  std::optional<typename Format::Reader> reader_;
  uint64_t finished_bytes_ = 0;  // of files read to their end
  uint64_t blocks_ = 0;
  std::atomic<uint64_t> bytes_read_{0};
};

/// Is a table over such files. A `Format` moreover estimates `double Rows(const Files&)`.
template <typename Format>
class BlockTable final : public TableSource {
 public:
  using Files = typename Format::Files;

  BlockTable(std::string name, Files files)
      : name_(std::move(name)), files_(std::make_shared<const Files>(std::move(files))) {}

  const std::shared_ptr<const Files>& files() const { return files_; }

  std::string name() const override { return name_; }
  const Schema& schema() const override { return files_->schema; }
  uint32_t VirtualColumns() const override { return CountVirtual(files_->path_columns); }
  TableStatistics statistics() const override { return {Format::Rows(*files_), false}; }

  ColumnStatistics column_statistics(uint32_t column) const override {
    ColumnStatistics out;
    out.average_width = std::max<double>(PhysicalWidth(schema()[column].type.physical()), 1);
    return out;
  }

  FilterSupport SupportsFilter(const Expr& filter) const override {
    return IsOverPaths(filter, files_->columns.size()) ? FilterSupport::kExact
                                                       : FilterSupport::kUnsupported;
  }

  std::unique_ptr<TableScan> Scan(const ScanRequest& request) const override {
    return std::make_unique<BlockScan<Format>>(files_, request);
  }

 private:
  std::string name_;
  std::shared_ptr<const Files> files_;
};

}  // namespace lakebolt
