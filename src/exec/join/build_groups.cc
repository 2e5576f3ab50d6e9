#include "exec/join/build_groups.h"

#include <algorithm>
#include <memory>
#include <numeric>

#include "exec/aggregate/group_table.h"

namespace lakebolt {

BuildGroups::BuildGroups(const std::vector<Vector>& columns, uint32_t rows,
                         const CancellationToken& cancellation) {
  constexpr uint32_t kStep = 4096;
  std::vector<LogicalType> types;
  for (const Vector& column : columns) types.push_back(column.type());
  GroupTable table(std::make_shared<KeyLayout>(types));
  group_of_row_.resize(rows);
  std::vector<uint32_t> numbers(kStep);
  for (uint32_t begin = 0; begin < rows; begin += kStep) {
    cancellation.Check();
    const uint32_t count = std::min(kStep, rows - begin);
    std::iota(numbers.begin(), numbers.end(), begin);
    table.FindOrAdd(columns, RowSet{numbers.data(), count, rows}, group_of_row_.data() + begin);
    for (uint32_t row = begin; row < begin + count; ++row) {
      if (group_of_row_[row] == first_rows_.size()) first_rows_.push_back(row);
    }
  }
  count_ = static_cast<uint32_t>(first_rows_.size());
}

void BuildGroups::Find(const uint32_t* rows, uint32_t count, uint32_t* groups) const {
  if (are_rows()) {
    std::copy_n(rows, count, groups);
    return;
  }
  for (uint32_t i = 0; i < count; ++i) groups[i] = group_of_row_[rows[i]];
}

void BuildGroups::RowsOf(uint32_t begin, uint32_t count, uint32_t* rows) const {
  if (are_rows()) {
    std::iota(rows, rows + count, begin);
    return;
  }
  std::copy_n(first_rows_.begin() + begin, count, rows);
}

}  // namespace lakebolt
