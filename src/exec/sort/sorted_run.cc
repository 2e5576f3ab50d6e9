#include "exec/sort/sorted_run.h"

#include <algorithm>

#include "vector/order_keys.h"

namespace lakebolt {

std::vector<LogicalType> RunLayout::KeyTypes() const {
  std::vector<LogicalType> key_types;
  for (const Key& key : keys) key_types.push_back(types[key.position]);
  return key_types;
}

void RunLayout::EncodeKeys(const Chunk& rows, EncodedKeys& out) const {
  std::vector<OrderKeyColumn> columns;
  for (const Key& key : keys) columns.push_back({&rows.column(key.position), key.order});
  AppendOrderKeys(columns, rows.size(), out.bytes, out.ends);
}

void SortedRun::Append(const Chunk& rows) {
  file_.Write(rows);
  std::vector<uint8_t> key;
  for (size_t k = 0; k < layout_.keys.size(); ++k) {
    if (k == layout_.group_keys) group_sizes_.push_back(key.size());
    const RunLayout::Key& part = layout_.keys[k];
    AppendOrderKey(rows.column(part.position), 0, part.order, key);
  }
  first_keys_.emplace_back(key.begin(), key.end());
}

size_t SortedRun::Seek(std::string_view key) const {
  const auto after = std::upper_bound(first_keys_.begin(), first_keys_.end(), key);
  return after == first_keys_.begin() ? 0 : static_cast<size_t>(after - first_keys_.begin()) - 1;
}

}  // namespace lakebolt
