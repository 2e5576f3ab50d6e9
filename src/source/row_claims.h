#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <vector>

namespace lakebolt {

/// Remembers which rows of a table the writes under way have changed, so that the second of two
/// that want the same row fails at once, not only when it commits. Thread-safe.
class RowClaims {
 public:
  /// Claims rows for a writer; throws kConflict when another one holds one of them.
  void Claim(const void* writer, std::vector<int64_t> row_ids);
  /// Gives back all that a writer holds.
  void Release(const void* writer);

 private:
  std::mutex mutex_;
  std::map<const void*, std::vector<std::vector<int64_t>>> claims_;
};

}  // namespace lakebolt
