#include "exec/sort/row_order.h"

#include <algorithm>

#include "base/cancellation_scope.h"

namespace lakebolt {

namespace {

/// Holds the first eight bytes of a key as a number, so that most comparisons touch nothing else.
struct Entry {
  uint64_t prefix;
  uint32_t row;
};

}  // namespace

std::vector<uint32_t> OrderRows(const EncodedKeys& keys, size_t limit) {
  std::vector<Entry> entries(keys.size());
  ForEachBlock(keys.size(), [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      entries[i] = {KeyPrefix(keys[i]), static_cast<uint32_t>(i)};
    }
  });
  constexpr uint64_t kNanosPerComparison = 20;
  CancellationPoll poll;
  const auto less = Polled(poll, kNanosPerComparison, [&](const Entry& a, const Entry& b) {
    if (a.prefix != b.prefix) return a.prefix < b.prefix;
    const int order = keys[a.row].compare(keys[b.row]);
    return order != 0 ? order < 0 : a.row < b.row;
  });
  if (limit < entries.size()) {
    const auto end = entries.begin() + static_cast<std::ptrdiff_t>(limit);
    std::nth_element(entries.begin(), end, entries.end(), less);
    entries.resize(limit);
  }
  std::sort(entries.begin(), entries.end(), less);
  std::vector<uint32_t> rows(entries.size());
  for (size_t i = 0; i < entries.size(); ++i) rows[i] = entries[i].row;
  return rows;
}

}  // namespace lakebolt
