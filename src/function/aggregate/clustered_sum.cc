#include "function/aggregate/clustered_sum.h"

namespace lakebolt {

namespace {

// A clone is chosen while libraries are loaded, when what clang adds for fuzzers cannot be called.
#if defined(__x86_64__) && !defined(__clang__)
[[gnu::target_clones("avx2", "default")]]
#endif
bool AreSteps(const uint32_t* groups, uint32_t count) {
  uint32_t others = 0;
  for (uint32_t i = 1; i < count; ++i) others |= groups[i] - groups[i - 1];
  return others <= 1;
}

#if defined(__x86_64__) && !defined(__clang__)
[[gnu::target_clones("avx2", "default")]]
#endif
uint32_t CountChanges(const uint32_t* groups, uint32_t count) {
  uint32_t changes = 0;
  for (uint32_t i = 1; i < count; ++i) {
    changes += static_cast<uint32_t>(groups[i] != groups[i - 1]);
  }
  return changes;
}

constexpr uint32_t kFirst = 64;  // rows that show already that keys come in no order

}  // namespace

bool AreClustered(const uint32_t* groups, uint32_t count) {
  return AreSteps(groups, std::min(count, kFirst)) && AreSteps(groups, count);
}

bool ComeInRuns(const uint32_t* groups, uint32_t count) {
  constexpr uint32_t kLeastRun = 8;  // of shorter ones each costs a branch not foreseen
  const uint32_t first = std::min(count, kFirst);
  return CountChanges(groups, first) <= first / 2 &&
         CountChanges(groups, count) <= count / kLeastRun;
}

}  // namespace lakebolt
