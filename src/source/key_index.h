#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "base/memory_pool.h"

namespace lakebolt {

/// Maps hashes of keys to ids of rows that may have them. All versions of a table share one: it
/// only grows, and holds rows that are deleted, changed or not yet visible as well, so whoever
/// looks something up checks the row itself in the version at hand. Thread-safe.
class KeyIndex {
 public:
  /// Charges its memory to `account`, which may be null.
  explicit KeyIndex(std::shared_ptr<MemoryPool> account)
      : account_(std::move(account)), bytes_(account_.get(), "an index of keys") {}

  /// Makes room for `entries` in all. Throws kOutOfMemory where the account has none.
  void Reserve(size_t entries);

  /// Adds entries; throws as Reserve does, with nothing added.
  void Insert(const std::vector<uint64_t>& hashes, const std::vector<int64_t>& row_ids);

  /// Adds the entries of another index; throws as Reserve does, with nothing added.
  void InsertAll(const KeyIndex& other);

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

  void Place(Slot slot);
  void Grow(size_t entries);

  std::shared_ptr<MemoryPool> account_;  // outlives what is held of it
  Reservation bytes_;
  std::mutex growing_;  // of who adds entries; held while others give memory back
  mutable std::mutex mutex_;
  std::vector<Slot> slots_;  // a power of two of them, linear probing, at most half full
  size_t size_ = 0;
};

}  // namespace lakebolt
