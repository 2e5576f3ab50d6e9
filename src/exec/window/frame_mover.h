#pragma once

#include <algorithm>

#include "base/cancellation_scope.h"
#include "exec/window/frames.h"

namespace lakebolt {

/// Moves from frame to frame, telling which rows come and which go.
class FrameMover {
 public:
  /// Returns the rows from the first to the last that is in any frame of a batch.
  static FrameBatch::Range Span(const FrameBatch& frames) {
    FrameBatch::Range span{~uint32_t{0}, 0};
    for (const FrameBatch::Ranges& ranges : frames.rows) {
      for (uint32_t r = 0; r < frames.range_count; ++r) {
        if (ranges[r].size() == 0) continue;
        span.begin = std::min(span.begin, ranges[r].begin);
        span.end = std::max(span.end, ranges[r].end);
      }
    }
    return span.end == 0 ? FrameBatch::Range{} : span;
  }

  /// Calls `leaves(row)` and `enters(row)` for what tells the frame from the one before.
  template <typename Leaves, typename Enters>
  void MoveTo(const FrameBatch::Ranges& ranges, uint32_t range_count, Leaves&& leaves,
              Enters&& enters) {
    for (uint32_t r = 0; r < range_count; ++r) {
      FrameBatch::Range& from = held_[r];
      const FrameBatch::Range& to = ranges[r];
      const uint32_t begin = std::max(from.begin, to.begin);
      const uint32_t end = std::min(from.end, to.end);
      if (begin < end) {  // what both have stays
        ForRows(from.begin, begin, leaves);
        ForRows(end, from.end, leaves);
        ForRows(to.begin, begin, enters);
        ForRows(end, to.end, enters);
      } else {
        ForRows(from.begin, from.end, leaves);
        ForRows(to.begin, to.end, enters);
      }
      from = to;
    }
  }

 private:
  template <typename Visit>
  void ForRows(uint32_t begin, uint32_t end, Visit&& visit) {
    constexpr uint64_t kNanosPerRow = 20;
    for (uint32_t row = begin; row < end; ++row) {
      poll_.Spend(kNanosPerRow);
      visit(row);
    }
  }

  FrameBatch::Ranges held_;
  CancellationPoll poll_;
};

}  // namespace lakebolt
