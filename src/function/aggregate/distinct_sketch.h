#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace lakebolt {

/// Estimates how many different hashes were added: HyperLogLog with 2,048 registers of six bits'
/// range, an error of about 2.3 %, and Ertl's estimator, which needs no tables for small counts.
/// (Flajolet et al., "HyperLogLog", AofA 2007; Ertl, "New cardinality estimation algorithms for
/// HyperLogLog sketches", arXiv 1702.01284, 2017.)
class DistinctSketch {
 public:
  static constexpr uint32_t kIndexBits = 11;
  static constexpr uint32_t kRegisters = 1 << kIndexBits;

  void Add(uint64_t hash);
  void Merge(const DistinctSketch& other);
  int64_t Estimate() const;

  /// Returns the registers, a byte each.
  std::string_view bytes() const {
    return {reinterpret_cast<const char*>(registers_.data()), registers_.size()};
  }
  /// Merges registers that bytes() gave.
  void MergeBytes(std::string_view bytes);

 private:
  std::array<uint8_t, kRegisters> registers_{};
};

}  // namespace lakebolt
