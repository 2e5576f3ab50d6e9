#include "function/aggregate/sorted_rows.h"

#include <algorithm>

#include "types/value_order.h"

namespace lakebolt {

std::vector<uint32_t> SortedRows(const Vector& column, std::span<const uint32_t> rows,
                                 KeyOrder order) {
  struct Entry {
    StringView key;
    uint32_t place;
  };
  StringHeap heap;
  std::vector<Entry> entries;
  entries.reserve(rows.size());
  std::vector<uint8_t> bytes;
  for (uint32_t i = 0; i < rows.size(); ++i) {
    bytes.clear();
    AppendOrderKey(column, rows[i], order, bytes);
    entries.push_back({heap.Add({reinterpret_cast<const char*>(bytes.data()), bytes.size()}), i});
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    if (ValueLess(a.key, b.key)) return true;
    return a.place < b.place && !ValueLess(b.key, a.key);
  });
  std::vector<uint32_t> sorted;
  sorted.reserve(entries.size());
  for (const Entry& entry : entries) sorted.push_back(rows[entry.place]);
  return sorted;
}

}  // namespace lakebolt
