#pragma once

#include <cstdint>
#include <mutex>
#include <vector>

namespace lakebolt {

/// Maps hashes of keys to ids of rows that may have them. All versions of a table share one: it
/// only grows, and holds rows that are deleted, changed or not yet visible as well, so whoever
/// looks something up checks the row itself in the version at hand. Thread-safe.
class KeyIndex {
 public:
  void Insert(const std::vector<uint64_t>& hashes, const std::vector<int64_t>& row_ids);

  /// Appends to `out` the ids known for `hash`.
  void Find(uint64_t hash, std::vector<int64_t>& out) const;

  /// Returns the entries held, dead ones included.
  size_t size() const;

 private:
  struct Slot {
    uint64_t hash = 0;
    int64_t row_id = kFree;
  };
  static constexpr int64_t kFree = -1;

  void Grow(size_t entries);
  void Place(Slot slot);

  mutable std::mutex mutex_;
  std::vector<Slot> slots_;  // a power of two of them, linear probing, at most half full
  size_t size_ = 0;
};

}  // namespace lakebolt
