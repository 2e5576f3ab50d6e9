#include "function/aggregate/group_rows.h"

#include <numeric>

namespace lakebolt {

void GroupRows::Resize(uint32_t groups) {
  if (groups == group_count_) return;
  group_count_ = groups;
  arranged_ = false;
}

void GroupRows::Append(const uint32_t* groups, uint32_t count) {
  arranged_ = false;
  if (groups != nullptr) {
    groups_.resize(size_);
    groups_.insert(groups_.end(), groups, groups + count);
  } else if (!groups_.empty()) {
    groups_.resize(size_ + count);
  }
  size_ += count;
}

void GroupRows::Append(uint32_t group) {
  Append(&group, 1);
}

void GroupRows::Arrange() const {
  arranged_ = true;
  begins_.assign(group_count_ + 1, 0);
  rows_.resize(size_);
  if (groups_.empty()) {
    std::iota(rows_.begin(), rows_.end(), 0);
    for (uint32_t g = 1; g <= group_count_; ++g) begins_[g] = size_;
    return;
  }
  for (const uint32_t group : groups_) ++begins_[group + 1];
  std::partial_sum(begins_.begin(), begins_.end(), begins_.begin());
  std::vector<uint32_t> next(begins_.begin(), begins_.end() - 1);
  for (uint32_t row = 0; row < size_; ++row) rows_[next[groups_[row]]++] = row;
}

std::span<const uint32_t> GroupRows::RowsOf(uint32_t begin, uint32_t count) const {
  if (!arranged_) Arrange();
  return {rows_.data() + begins_[begin], begins_[begin + count] - begins_[begin]};
}

size_t GroupRows::MemoryBytes() const {
  return (groups_.capacity() + begins_.capacity() + rows_.capacity()) * sizeof(uint32_t);
}

}  // namespace lakebolt
