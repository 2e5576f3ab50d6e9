#include "exec/join/null_key_rows.h"

#include <algorithm>

#include "base/cancellation_scope.h"
#include "vector/hash_vector.h"

namespace lakebolt {

void NullKeyRows::Prepare(std::vector<const Vector*> nullable, std::vector<const Vector*> keys,
                          uint32_t rows, Reservation& memory) {
  keys_ = std::move(keys);
  memory.Grow(int64_t{rows} * int64_t{sizeof(uint32_t) + sizeof(uint64_t)});
  std::vector<uint64_t> nulls(rows, 0);
  for (size_t k = 0; k < nullable.size(); ++k) {
    if (nullable[k] == nullptr || !nullable[k]->MayHaveNulls()) continue;
    ForEachBlock(rows, [&](size_t begin, size_t end) {
      for (auto row = static_cast<uint32_t>(begin); row < end; ++row) {
        if (nullable[k]->IsNull(row)) nulls[row] |= Bit(k);
      }
    });
  }
  auto found = patterns_.end();  // rows of one pattern mostly follow one another
  CancellationPoll poll;
  constexpr uint64_t kNanosPerRow = 5;
  for (uint32_t row = 0; row < rows; ++row) {
    poll.Spend(kNanosPerRow);
    if (found == patterns_.end() || found->nulls != nulls[row]) {
      found = std::find_if(patterns_.begin(), patterns_.end(),
                           [&](const Pattern& pattern) { return pattern.nulls == nulls[row]; });
      if (found == patterns_.end()) found = patterns_.insert(found, Pattern{nulls[row], {}});
    }
    found->rows.push_back(row);
  }
}

const NullKeyRows::Index& NullKeyRows::By(size_t pattern, uint64_t nulls) {
  const std::lock_guard lock(mutex_);
  std::unique_ptr<Index>& index = indexes_[{pattern, nulls}];
  if (index != nullptr) return *index;
  index = std::make_unique<Index>();
  const std::vector<uint32_t>& rows = patterns_[pattern].rows;
  const auto count = static_cast<uint32_t>(rows.size());
  std::vector<uint64_t> hashes(count, 0);
  for (size_t k = 0; k < keys_.size(); ++k) {
    if ((nulls & Bit(k)) != 0) continue;
    const RowSet all{rows.data(), count, keys_[k]->size()};
    HashColumn(*keys_[k], all, index->keys.empty(), hashes.data());
    index->keys.push_back(k);
  }
  std::vector<std::pair<uint64_t, uint32_t>> entries;
  for (uint32_t i = 0; i < count; ++i) entries.emplace_back(hashes[i], rows[i]);
  std::sort(entries.begin(), entries.end());
  for (const auto& [hash, row] : entries) {
    index->hashes.push_back(hash);
    index->rows.push_back(row);
  }
  return *index;
}

}  // namespace lakebolt
