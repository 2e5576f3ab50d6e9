#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "base/memory_pool.h"
#include "vector/vector.h"

namespace lakebolt {

/// Finds build rows whose keys might equal a probe row's if NULLs were known: what decides between
/// FALSE and NULL in `(a, b) NOT IN (...)` and correlated NOT IN.
///
/// Build rows are kept apart by which keys are NULL in them. For a probe row with NULLs of its own,
/// each such pattern asks for equality in the keys that are NULL on neither side: an index by the
/// hash of those is made when first asked for. There are as many as combinations of NULLs occur,
/// so a probe costs a few binary searches instead of a pass over all rows with NULLs.
class NullKeyRows {
 public:
  /// Holds rows in the order of the hashes of `keys`.
  struct Index {
    std::vector<size_t> keys;
    std::vector<uint64_t> hashes;
    std::vector<uint32_t> rows;
  };

  /// Stands for key k in a set of keys; all late keys share a bit.
  static uint64_t Bit(size_t k) { return uint64_t{1} << (k < 63 ? k : 63); }

  /// Takes the key columns of the build side; of those that are null-safe a null pointer.
  void Prepare(std::vector<const Vector*> nullable, std::vector<const Vector*> keys, uint32_t rows,
               Reservation& memory);

  size_t patterns() const { return patterns_.size(); }
  /// Returns the keys that are NULL in the rows of a pattern.
  uint64_t nulls(size_t pattern) const { return patterns_[pattern].nulls; }
  /// Returns the index of a pattern's rows by all keys but `nulls`. Thread-safe.
  const Index& By(size_t pattern, uint64_t nulls);

 private:
  struct Pattern {
    uint64_t nulls = 0;
    std::vector<uint32_t> rows;
  };

  std::vector<const Vector*> keys_;
  std::vector<Pattern> patterns_;
  std::mutex mutex_;
  std::map<std::pair<size_t, uint64_t>, std::unique_ptr<Index>> indexes_;
};

}  // namespace lakebolt
