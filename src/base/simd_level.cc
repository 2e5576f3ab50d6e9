#include "base/simd_level.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace lakebolt {

namespace {

SimdLevel LevelOfProcessor() {
#if defined(__x86_64__)
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi2")) return SimdLevel::kNone;
  const bool has_avx512 = __builtin_cpu_supports("avx512dq") &&
                          __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
  return has_avx512 ? SimdLevel::kAvx512 : SimdLevel::kAvx2;
#else
  return SimdLevel::kNone;
#endif
}

SimdLevel AllowedLevel() {
  const char* variable = std::getenv("LAKEBOLT_SIMD_LEVEL");
  const std::string_view name = variable == nullptr ? "" : variable;
  if (name == "none") return SimdLevel::kNone;
  return name == "avx2" ? SimdLevel::kAvx2 : SimdLevel::kAvx512;
}

}  // namespace

SimdLevel HighestSimdLevel() {
  static const SimdLevel level = std::min(LevelOfProcessor(), AllowedLevel());
  return level;
}

}  // namespace lakebolt
