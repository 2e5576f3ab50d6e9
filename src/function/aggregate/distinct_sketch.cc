#include "function/aggregate/distinct_sketch.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace lakebolt {

namespace {

constexpr uint32_t kRankBits = 64 - DistinctSketch::kIndexBits;

/// Sums the series that stands for the registers still at zero (Ertl, section 4).
double Sigma(double x) {
  if (x == 1) return std::numeric_limits<double>::infinity();
  double sum = x;
  double step = 1;
  for (double before = -1; before != sum;) {
    x *= x;
    before = sum;
    sum += x * step;
    step += step;
  }
  return sum;
}

/// Sums the series that stands for saturated registers.
double Tau(double x) {
  if (x == 0 || x == 1) return 0;
  double sum = 1 - x;
  double step = 1;
  for (double before = -1; before != sum;) {
    x = std::sqrt(x);
    before = sum;
    step *= 0.5;
    sum -= (1 - x) * (1 - x) * step;
  }
  return sum / 3;
}

}  // namespace

void DistinctSketch::Add(uint64_t hash) {
  const auto index = static_cast<uint32_t>(hash >> kRankBits);
  const uint64_t rest = hash << kIndexBits;
  const uint32_t rank =
      rest == 0 ? kRankBits + 1 : static_cast<uint32_t>(std::countl_zero(rest)) + 1;
  registers_[index] = std::max(registers_[index], static_cast<uint8_t>(rank));
}

void DistinctSketch::Merge(const DistinctSketch& other) {
  MergeBytes(other.bytes());
}

void DistinctSketch::MergeBytes(std::string_view bytes) {
  for (size_t i = 0; i < registers_.size() && i < bytes.size(); ++i) {
    registers_[i] = std::max(registers_[i], static_cast<uint8_t>(bytes[i]));
  }
}

int64_t DistinctSketch::Estimate() const {
  std::array<uint32_t, kRankBits + 2> histogram{};
  for (const uint8_t rank : registers_) ++histogram[rank];
  const double m = kRegisters;
  double z = m * Tau(1 - histogram[kRankBits + 1] / m);
  for (uint32_t rank = kRankBits; rank >= 1; --rank) z = 0.5 * (z + histogram[rank]);
  z += m * Sigma(histogram[0] / m);
  constexpr double kAlpha = 0.721347520444481703680;  // 1 / (2 ln 2)
  return std::llround(kAlpha * m * m / z);
}

}  // namespace lakebolt
