#include "function/aggregate/sorted_rows.h"

#include <algorithm>

#include "base/cancellation_scope.h"
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
  CancellationPoll poll;
  constexpr uint64_t kNanosPerKey = 50;
  for (uint32_t i = 0; i < rows.size(); ++i) {
    poll.Spend(kNanosPerKey);
    bytes.clear();
    AppendOrderKey(column, rows[i], order, bytes);
    entries.push_back({heap.Add({reinterpret_cast<const char*>(bytes.data()), bytes.size()}), i});
  }
  const auto less = [](const Entry& a, const Entry& b) {
    if (ValueLess(a.key, b.key)) return true;
    return a.place < b.place && !ValueLess(b.key, a.key);
  };
  std::sort(entries.begin(), entries.end(), Polled(poll, kNanosPerKey, less));
  std::vector<uint32_t> sorted;
  sorted.reserve(entries.size());
  for (const Entry& entry : entries) sorted.push_back(rows[entry.place]);
  return sorted;
}

}  // namespace lakebolt
