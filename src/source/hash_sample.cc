#include "source/hash_sample.h"

#include <algorithm>
#include <utility>

#include "vector/hash_vector.h"

namespace lakebolt {

uint32_t HashSample::Add(const Vector& values, RowSet rows) {
  constexpr uint32_t kHashBits = 64;
  scratch_.resize(rows.count);
  HashColumn(values, rows, true, scratch_.data());
  uint32_t count = 0;
  for (uint32_t i = 0; i < rows.count; ++i) {
    if (values.IsNull(rows[i])) continue;
    ++count;
    if (bits_ == 0 || scratch_[i] >> (kHashBits - bits_) == 0) hashes_.push_back(scratch_[i]);
  }
  return count;
}

void HashSample::EndPart() {
  const auto begin = hashes_.begin() + static_cast<std::ptrdiff_t>(part_begin_);
  std::sort(begin, hashes_.end());
  hashes_.erase(std::unique(begin, hashes_.end()), hashes_.end());
  part_begin_ = hashes_.size();
}

std::vector<uint64_t> HashSample::TakeCounts() {
  std::vector<uint64_t> hashes = std::exchange(hashes_, {});
  part_begin_ = 0;
  std::sort(hashes.begin(), hashes.end());
  std::vector<uint64_t> counts;
  for (size_t begin = 0, end = 0; begin < hashes.size(); begin = end) {
    while (end < hashes.size() && hashes[end] == hashes[begin]) ++end;
    if (counts.size() < end - begin) counts.resize(end - begin);
    ++counts[end - begin - 1];
  }
  return counts;
}

}  // namespace lakebolt
