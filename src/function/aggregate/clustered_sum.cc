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

}  // namespace

bool AreClustered(const uint32_t* groups, uint32_t count) {
  constexpr uint32_t kFirst = 64;  // show already that groups of keys in no order are none
  return AreSteps(groups, std::min(count, kFirst)) && AreSteps(groups, count);
}

}  // namespace lakebolt
