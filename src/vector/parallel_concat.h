#pragma once

#include <vector>

#include "vector/vector.h"

namespace lakebolt {

/// Puts vectors of one type together like ConcatVectors, but may share the copying among threads,
/// part by part.
class ParallelConcat {
 public:
  /// Plans for `parts`, to be copied in this order. Nested types are copied at once.
  ParallelConcat(LogicalType type, const std::vector<const Vector*>& parts);

  /// Copies part `i`; each part once. Thread-safe for different parts.
  void Copy(size_t i, const Vector& part);

  /// Returns the whole once all parts are copied.
  Vector Take() { return std::move(out_); }

 private:
  void PlanOwners(const std::vector<const Vector*>& parts);
  void CopyNulls(size_t i, const Vector& part);

  LogicalType type_;
  std::vector<uint32_t> offsets_;  // first row of each part
  Vector out_;
};

}  // namespace lakebolt
