#pragma once

#include <cstdint>

namespace lakebolt {

/// Names sets of instructions that kernels are written for; each includes those before it.
enum class SimdLevel : uint8_t {
  kNone,    // what the library was compiled for
  kAvx2,    // and BMI2
  kAvx512,  // F, DQ, VL, BW
};

/// Returns the highest level that the processor has, or that the environment variable
/// LAKEBOLT_SIMD_LEVEL (none, avx2, avx512) allows, so that tests reach the kernels of others.
/// Loops that the compiler clones by itself go by the processor alone.
SimdLevel HighestSimdLevel();

inline bool HasAvx2() {
  static const bool has = HighestSimdLevel() >= SimdLevel::kAvx2;
  return has;
}
inline bool HasAvx512() {
  static const bool has = HighestSimdLevel() >= SimdLevel::kAvx512;
  return has;
}

}  // namespace lakebolt
