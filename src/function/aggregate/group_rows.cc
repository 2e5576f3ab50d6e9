#include "function/aggregate/group_rows.h"

#include <numeric>

#include "base/cancellation_scope.h"

namespace lakebolt {

void GroupRows::Resize(uint32_t groups) {
  if (groups == group_count_) return;
  group_count_ = groups;
  arranged_.Reset();
}

void GroupRows::Append(const uint32_t* groups, uint32_t count) {
  arranged_.Reset();
  if (groups != nullptr) {
    FillGroups(size_);
    groups_.Append(groups, count);
  } else if (!groups_.empty()) {
    FillGroups(size_ + count);
  }
  size_ += count;
}

void GroupRows::FillGroups(uint32_t rows) {
  const size_t missing = rows - groups_.size();
  if (missing > 0) SetBytes(groups_.Extend(missing), 0, missing * sizeof(uint32_t));
}

void GroupRows::Append(uint32_t group) {
  Append(&group, 1);
}

void GroupRows::Arrange() const {
  begins_.assign(group_count_ + 1, 0);
  rows_.Clear();
  rows_.Extend(size_);
  if (groups_.empty()) {
    ForEachBlock(size_, [&](size_t begin, size_t end) {
      std::iota(rows_.data() + begin, rows_.data() + end, static_cast<uint32_t>(begin));
    });
    for (uint32_t g = 1; g <= group_count_; ++g) begins_[g] = size_;
    return;
  }
  ForEachBlock(size_, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) ++begins_[groups_[i] + 1];
  });
  std::partial_sum(begins_.begin(), begins_.end(), begins_.begin());
  std::vector<uint32_t> next(begins_.begin(), begins_.end() - 1);
  ForEachBlock(size_, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) rows_[next[groups_[i]]++] = static_cast<uint32_t>(i);
  });
}

std::span<const uint32_t> GroupRows::RowsOf(uint32_t begin, uint32_t count) const {
  arranged_.Ensure([this] { Arrange(); });
  return {rows_.data() + begins_[begin], begins_[begin + count] - begins_[begin]};
}

size_t GroupRows::MemoryBytes() const {
  return (groups_.capacity() + begins_.capacity() + rows_.capacity()) * sizeof(uint32_t);
}

}  // namespace lakebolt
