#include "io/coalesce.h"

#include <algorithm>

namespace lakebolt {

std::vector<ByteRange> CoalesceRanges(std::vector<ByteRange> ranges, uint64_t max_gap,
                                      uint64_t max_length) {
  std::sort(ranges.begin(), ranges.end(),
            [](const ByteRange& a, const ByteRange& b) { return a.offset < b.offset; });
  std::vector<ByteRange> merged;
  for (const ByteRange& range : ranges) {
    if (!merged.empty()) {
      ByteRange& last = merged.back();
      const uint64_t end = std::max(last.end(), range.end());
      const bool overlaps = range.offset <= last.end();
      const bool near = overlaps || range.offset - last.end() <= max_gap;
      if (overlaps || (near && end - last.offset <= max_length)) {
        last.length = end - last.offset;
        continue;
      }
    }
    merged.push_back(range);
  }
  return merged;
}

}  // namespace lakebolt
