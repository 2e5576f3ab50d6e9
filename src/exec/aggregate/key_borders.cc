#include "exec/aggregate/key_borders.h"

#include <algorithm>
#include <iterator>

#include "base/error.h"
#include "exec/runtime_filter/key_bounds.h"

namespace lakebolt {

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

void KeyBorders::FindRows(const Vector& values, Range& seen, std::vector<uint32_t>& rows) const {
  rows.clear();
  if (values.size() == 0) return;
  DispatchIntegerKey(values.type().physical(), [&]<typename T>() {
    const T* keys = values.values<T>();
    T least = keys[0];
    T most = keys[0];
    for (uint32_t row = 1; row < values.size(); ++row) {
      least = std::min(least, keys[row]);
      most = std::max(most, keys[row]);
    }
    const auto widen = [&](T low, T high) {
      seen = {std::min(seen.first, static_cast<int64_t>(KeyWord(low))),
              std::max(seen.second, static_cast<int64_t>(KeyWord(high)))};
    };
    const auto begin =
        std::lower_bound(borders_.begin(), borders_.end(), static_cast<int64_t>(KeyWord(least)));
    const auto end = std::upper_bound(begin, borders_.end(), static_cast<int64_t>(KeyWord(most)));
    if (begin == end) {
      widen(least, most);
      return;
    }
    for (uint32_t row = 0; row < values.size(); ++row) {
      if (std::binary_search(begin, end, static_cast<int64_t>(KeyWord(keys[row])))) {
        rows.push_back(row);
      } else {
        widen(keys[row], keys[row]);
      }
    }
  });
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
