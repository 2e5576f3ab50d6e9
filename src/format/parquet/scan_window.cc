#include "format/parquet/scan_window.h"

#include <algorithm>

namespace lakebolt::parquet_format {

void ScanWindow::StartRowGroup(std::vector<std::unique_ptr<ColumnReader>> readers) {
  readers_ = std::move(readers);
  columns_.clear();
  columns_.resize(readers_.size());
  is_read_.assign(readers_.size(), 0);
  parts_.clear();
  parts_.resize(readers_.size());
}

void ScanWindow::StartWindow(int64_t row, uint32_t count) {
  row_ = row;
  count_ = count;
  std::fill(is_read_.begin(), is_read_.end(), uint8_t{0});
  for (Part& part : parts_) part.rows.clear();
}

const Vector& ScanWindow::Column(uint32_t column) {
  if (is_read_[column] == 0) {
    columns_[column] = readers_[column]->Read(row_, count_);
    is_read_[column] = 1;
  }
  return columns_[column];
}

void ScanWindow::ReadSome(uint32_t column, const uint32_t* rows, uint32_t count) {
  Part& part = parts_[column];
  part.values = readers_[column]->ReadSelected(row_, rows, count);
  part.rows.assign(rows, rows + count);
}

Vector ScanWindow::Rows(uint32_t column, const uint32_t* rows, uint32_t count) {
  if (HasColumn(column)) return columns_[column].Gather(rows, count);
  const Part& part = parts_[column];
  if (part.rows.empty()) return readers_[column]->ReadSelected(row_, rows, count);
  if (part.rows.size() == count) return part.values;
  std::vector<uint32_t> places(count);
  auto at = std::lower_bound(part.rows.begin(), part.rows.end(), rows[0]);
  for (uint32_t i = 0; i < count; ++i, ++at) {
    while (*at != rows[i]) ++at;
    places[i] = static_cast<uint32_t>(at - part.rows.begin());
  }
  return part.values.Gather(places.data(), count);
}

}  // namespace lakebolt::parquet_format
