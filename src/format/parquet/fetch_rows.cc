#include "format/parquet/fetch_rows.h"

#include <algorithm>
#include <memory>

#include "format/parquet/column_of_table.h"
#include "vector/concat.h"

namespace lakebolt::parquet_format {

namespace {

/// Rows that are as near as this are read at once.
constexpr int64_t kNearRows = 2048;

struct RowGroupPlace {
  size_t file = 0;
  size_t row_group = 0;
  int64_t first_row = 0;  // in the table
  int64_t end_row = 0;
};

RowGroupPlace PlaceOf(const TableFiles& table, int64_t row) {
  const auto last_from = [](const auto& parts, int64_t at) {
    const auto after =
        std::upper_bound(parts.begin(), parts.end(), at,
                         [](int64_t number, const auto& part) { return number < part.first_row; });
    return static_cast<size_t>(after - parts.begin()) - 1;
  };
  RowGroupPlace place;
  place.file = last_from(table.files, row);
  const TableFile& file = table.files[place.file];
  const auto& groups = file.metadata->row_groups;
  place.row_group = last_from(groups, row - file.first_row);
  const RowGroupMetadata& group = groups[place.row_group];
  place.first_row = file.first_row + group.first_row;
  place.end_row = place.first_row + group.row_count;
  return place;
}

/// Reads rows of the row group's own numbers, near ones together.
Vector ReadRows(ColumnReader& reader, const LogicalType& type, const std::vector<int64_t>& rows) {
  std::vector<Vector> parts;
  std::vector<uint32_t> selected;
  for (size_t begin = 0; begin < rows.size();) {
    selected.clear();
    size_t end = begin;
    for (; end < rows.size() && rows[end] - rows[begin] < kNearRows; ++end) {
      selected.push_back(static_cast<uint32_t>(rows[end] - rows[begin]));
    }
    parts.push_back(
        reader.ReadSelected(rows[begin], selected.data(), static_cast<uint32_t>(selected.size())));
    begin = end;
  }
  std::vector<const Vector*> pointers;
  for (const Vector& part : parts) pointers.push_back(&part);
  return ConcatVectors(type, pointers);
}

}  // namespace

std::vector<size_t> CutByRowGroup(const TableFiles& table, std::span<const int64_t> rows) {
  std::vector<size_t> ends;
  for (size_t at = 0; at < rows.size();) {
    const int64_t end_row = PlaceOf(table, rows[at]).end_row;
    while (at < rows.size() && rows[at] < end_row) ++at;
    ends.push_back(at);
  }
  return ends;
}

std::vector<Vector> FetchRows(const TableFiles& table, std::span<const int64_t> rows,
                              const std::vector<uint32_t>& columns, MemoryPool* memory) {
  const RowGroupPlace place = PlaceOf(table, rows[0]);
  const TableFile& file = table.files[place.file];
  const auto pool = BufferPool::Make();
  pool->ChargeTo(memory);
  const auto group = std::make_shared<RowGroupState>(
      OpenUnchanged(*file.metadata), file.metadata, place.row_group, pool, table.whole_chunk_bytes);
  RowRanges wanted;
  std::vector<int64_t> own_numbers;
  for (const int64_t row : rows) {
    own_numbers.push_back(row - place.first_row);
    wanted.Append(own_numbers.back(), own_numbers.back() + 1);
  }
  const auto shared_wanted = std::make_shared<const RowRanges>(std::move(wanted));
  std::vector<Vector> out;
  for (const uint32_t column : columns) {
    const LogicalType& type = table.schema[column].type;
    const auto reader = MakeColumnReader(*group, file.columns[column], shared_wanted, type);
    out.push_back(ReadRows(*reader, type, own_numbers));
  }
  pool->StopCharging();
  return out;
}

}  // namespace lakebolt::parquet_format
