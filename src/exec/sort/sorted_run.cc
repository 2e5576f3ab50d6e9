#include "exec/sort/sorted_run.h"

#include <algorithm>

namespace lakebolt {

void RunLayout::EncodeKeys(const Chunk& rows, EncodedKeys& out) const {
  for (uint32_t row = 0; row < rows.size(); ++row) {
    for (const Key& key : keys)
      AppendOrderKey(rows.column(key.position), row, key.order, out.bytes);
    out.ends.push_back(out.bytes.size());
  }
}

void SortedRun::Append(const Chunk& rows) {
  file_.Write(rows);
  std::vector<uint8_t> key;
  for (const RunLayout::Key& part : layout_.keys) {
    AppendOrderKey(rows.column(part.position), 0, part.order, key);
  }
  first_keys_.emplace_back(key.begin(), key.end());
  chunk_bytes_ = std::max(chunk_bytes_, static_cast<int64_t>(rows.MemoryBytes()));
}

size_t SortedRun::Seek(std::string_view key) const {
  const auto after = std::upper_bound(first_keys_.begin(), first_keys_.end(), key);
  return after == first_keys_.begin() ? 0 : static_cast<size_t>(after - first_keys_.begin()) - 1;
}

}  // namespace lakebolt
