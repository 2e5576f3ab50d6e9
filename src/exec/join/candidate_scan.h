#pragma once

#include <algorithm>
#include <vector>

#include "exec/join/probe_strategy.h"

namespace lakebolt {

/// Looks for a decisive pair for each of several probe rows, each with build rows of its own to try
/// in turn. Tries few per row while many rows are undecided, more as they get fewer.
class CandidateScan {
 public:
  /// Adds live row `i` (chunk row `row`), whose tries begin at cursor `at` and go on until `end`.
  void Add(uint32_t i, uint32_t row, uint32_t at, uint32_t end) {
    if (at != end) candidates_.push_back({i, row, at, end});
  }
  void Clear() { candidates_.clear(); }

  /// Runs to the end. `build_row(at)` is the build row at a cursor, `next(i, at)` the cursor after
  /// it; `test(pairs)` judges pairs tagged with i; `decided(i)` tells whether row i needs no more.
  template <typename BuildRow, typename Next, typename Test, typename Decided>
  void Run(uint32_t capacity, PairList& pairs, BuildRow build_row, Next next, Test test,
           Decided decided) {
    while (!candidates_.empty()) {
      const auto left = static_cast<uint32_t>(candidates_.size());
      const uint32_t tries = std::max<uint32_t>(1, capacity / left);
      pairs.Clear();
      for (Candidate& candidate : candidates_) {
        for (uint32_t t = 0; t < tries && candidate.at != candidate.end; ++t) {
          pairs.probe.push_back(candidate.row);
          pairs.build.push_back(build_row(candidate.at));
          pairs.tags.push_back(candidate.i);
          candidate.at = next(candidate.i, candidate.at);
        }
      }
      test(pairs);
      std::erase_if(candidates_, [&](const Candidate& candidate) {
        return candidate.at == candidate.end || decided(candidate.i);
      });
    }
  }

 private:
  struct Candidate {
    uint32_t i;
    uint32_t row;
    uint32_t at;
    uint32_t end;
  };
  std::vector<Candidate> candidates_;
};

}  // namespace lakebolt
