#pragma once

#include <memory>
#include <vector>

#include "vector/vector.h"

namespace lakebolt {

/// Returns the dictionary that all parts share, or null.
std::shared_ptr<const Vector> SharedDictionary(const std::vector<const Vector*>& parts);
/// Returns one owner of all that the parts' strings point into; null where there is nothing.
std::shared_ptr<const void> OwnerOfStrings(const std::vector<const Vector*>& parts);

/// Puts vectors of one type together like ConcatVectors, but may share the copying among threads,
/// part by part.
class ParallelConcat {
 public:
  /// Plans for `parts`, to be copied in this order. Nested types are copied at once.
  ParallelConcat(LogicalType type, const std::vector<const Vector*>& parts);

  /// Copies part `i`; each part once. Thread-safe for different parts. With `places` its rows go
  /// there in the whole, one each; not for nested types.
  void Copy(size_t i, const Vector& part, const uint32_t* places = nullptr);

  /// Returns the whole once all parts are copied.
  Vector Take() { return std::move(out_); }

 private:
  void CopyNulls(size_t i, const Vector& part, const uint32_t* places);

  LogicalType type_;
  std::vector<uint32_t> offsets_;  // first row of each part
  Vector out_;
};

}  // namespace lakebolt
