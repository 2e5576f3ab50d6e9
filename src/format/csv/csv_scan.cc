#include "format/csv/csv_scan.h"

#include <algorithm>

namespace lakebolt::csv {

struct CsvScan::Local final : ScanLocalState {
  Local(std::shared_ptr<const CsvFiles> table, std::vector<uint32_t> columns, uint32_t chunk_rows)
      : parser(std::move(table), std::move(columns), chunk_rows) {}

  BlockParser parser;
};

CsvScan::CsvScan(std::shared_ptr<const CsvFiles> table, const ScanRequest& request)
    : table_(std::move(table)), columns_(request.columns), chunk_rows_(request.chunk_size) {
  for (size_t file = 0; file < table_->files.size(); ++file) {
    if (!FileCanPass(request.filters, table_->path_columns, table_->columns.size(), file)) continue;
    files_.push_back(file);
    all_bytes_ += table_->files[file].bytes;
  }
}

std::unique_ptr<ScanLocalState> CsvScan::MakeLocalState() {
  return std::make_unique<Local>(table_, columns_, chunk_rows_);
}

std::optional<CsvScan::Taken> CsvScan::TakeBlock() {
  const CsvOptions& options = table_->options;
  const std::lock_guard lock(mutex_);
  for (; next_file_ < files_.size(); ++next_file_) {
    const TableFile& file = table_->files[files_[next_file_]];
    if (!reader_) {
      reader_ = std::make_unique<BlockReader>(
          file.path, OpenText(file.path, options.compression, options.encoding), file.layout,
          options.block_bytes, options.max_line_size);
    }
    if (auto block = reader_->Next()) {
      bytes_read_ = finished_bytes_ + reader_->BytesTaken();
      return Taken{std::move(*block), files_[next_file_], blocks_++};
    }
    finished_bytes_ += reader_->BytesTaken();
    reader_.reset();
  }
  return std::nullopt;
}

ScanStatus CsvScan::Next(ScanLocalState& state, ScanContext& context, Chunk& out) {
  BlockParser& parser = static_cast<Local&>(state).parser;
  if (parser.AtEnd()) {
    auto taken = TakeBlock();
    if (!taken) return ScanStatus::kFinished;
    context.batch = taken->place;
    parser.Begin(taken->file, std::move(taken->block));
  }
  out = parser.Next();
  return ScanStatus::kRows;
}

uint32_t CsvScan::MaxParallelism() const {
  const uint64_t blocks = all_bytes_ / table_->options.block_bytes + files_.size();
  return static_cast<uint32_t>(std::min<uint64_t>(blocks, ~uint32_t{0}));
}

double CsvScan::Progress() const {
  if (all_bytes_ == 0) return 1;
  return std::min(1.0, static_cast<double>(BytesRead()) / static_cast<double>(all_bytes_));
}

}  // namespace lakebolt::csv
