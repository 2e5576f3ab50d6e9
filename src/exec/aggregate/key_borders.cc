#include "exec/aggregate/key_borders.h"

#include <algorithm>
#include <iterator>

#include "base/error.h"
#include "exec/runtime_filter/key_bounds.h"

namespace lakebolt {

void KeyBorders::Widen(Range& range, const Range& by) {
  range = {std::min(range.first, by.first), std::max(range.second, by.second)};
}

std::optional<std::vector<int64_t>> KeyBorders::Find(std::vector<Range> ranges) {
  std::sort(ranges.begin(), ranges.end());
  std::vector<int64_t> borders;
  for (size_t i = 1; i < ranges.size(); ++i) {
    const int64_t end = ranges[i - 1].second;
    if (ranges[i].first < end) return std::nullopt;
    if (ranges[i].first == end && (borders.empty() || borders.back() != end)) {
      borders.push_back(end);
    }
  }
  return borders;
}

KeyBorders::Range KeyBorders::FindRows(const Vector& values, Range& seen,
                                       std::vector<uint32_t>& rows) const {
  rows.clear();
  Range all = kNothing;
  if (values.size() == 0) return all;
  DispatchIntegerKey(values.type().physical(), [&]<typename T>() {
    const T* keys = values.values<T>();
    T least = keys[0];
    T most = keys[0];
    for (uint32_t row = 1; row < values.size(); ++row) {
      least = std::min(least, keys[row]);
      most = std::max(most, keys[row]);
    }
    all = {static_cast<int64_t>(KeyWord(least)), static_cast<int64_t>(KeyWord(most))};
    const auto begin = std::lower_bound(borders_.begin(), borders_.end(), all.first);
    const auto end = std::upper_bound(begin, borders_.end(), all.second);
    if (begin == end) {
      Widen(seen, all);
      return;
    }
    for (uint32_t row = 0; row < values.size(); ++row) {
      const auto key = static_cast<int64_t>(KeyWord(keys[row]));
      if (std::binary_search(begin, end, key)) {
        rows.push_back(row);
      } else {
        Widen(seen, {key, key});
      }
    }
  });
  return all;
}

void KeyBorders::NotePart(const Range& seen) {
  if (seen.first > seen.second) return;
  const std::lock_guard lock(mutex_);
  const auto next = seen_.lower_bound(seen.first);
  const bool fits = (next == seen_.end() || seen.second < next->first) &&
                    (next == seen_.begin() || std::prev(next)->second < seen.first);
  if (!fits) {
    throw UserError(ErrorCode::kCorruptData,
                    "a group key lies outside the bounds that its table's statistics give", {},
                    "the statistics of a file are wrong: write it anew");
  }
  seen_.insert(seen);
}

}  // namespace lakebolt
