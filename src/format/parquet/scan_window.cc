#include "format/parquet/scan_window.h"

#include <algorithm>

namespace lakebolt::parquet_format {

void ScanWindow::StartRowGroup(std::vector<std::unique_ptr<ColumnReader>> readers) {
  readers_ = std::move(readers);
  columns_.clear();
  columns_.resize(readers_.size());
  is_read_.assign(readers_.size(), 0);
}

void ScanWindow::StartWindow(int64_t row, uint32_t count) {
  row_ = row;
  count_ = count;
  std::fill(is_read_.begin(), is_read_.end(), uint8_t{0});
}

const Vector& ScanWindow::Column(uint32_t column) {
  if (is_read_[column] == 0) {
    columns_[column] = readers_[column]->Read(row_, count_);
    is_read_[column] = 1;
  }
  return columns_[column];
}

}  // namespace lakebolt::parquet_format
