#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <random>
#include <unordered_map>
#include <vector>

#include "vector/vector.h"

namespace lakebolt::parquet_format {

/// Keeps decoded dictionaries from scan to scan. Decompressing dictionaries is most of the work of
/// scans where a writer made dictionaries of nearly unique numbers, and people ask the same tables
/// again and again. Bounded. A dictionary is kept from the second time on that it is decoded. Where
/// there is no room, it takes that of one that was not looked for since longer than it itself was
/// wanted again; if those picked at random are all in better use, it is not kept. A table larger
/// than the cache, read over and over, thus finds as much of itself there as fits (of the least
/// recently used, each would go just before it is needed), and one that is not read any more makes
/// room for the next. Thread-safe.
class DictionaryCache {
 public:
  /// Names a chunk of a column: file (FileMetadata::id), row group and leaf.
  struct Key {
    uint64_t file = 0;
    uint32_t row_group = 0;
    uint32_t leaf = 0;
    bool operator==(const Key&) const = default;
  };

  DictionaryCache() = default;

  /// Returns the cache of the process.
  static DictionaryCache& Default();

  /// Finds a dictionary; null when it is not kept.
  std::shared_ptr<const Vector> Find(const Key& key);

  /// Takes a dictionary that was decoded, to be kept if it was so before. One that alone would take
  /// much of the cache is not kept.
  void Offer(const Key& key, const std::shared_ptr<const Vector>& dictionary);

  /// Sets how many bytes may be kept; what is over that goes at once.
  void SetLimit(int64_t bytes);

  /// Returns the bytes kept.
  int64_t bytes() const;

 private:
  struct KeyHash {
    size_t operator()(const Key& key) const;
  };
  struct Entry {
    std::shared_ptr<const Vector> dictionary;
    int64_t bytes = 0;
    size_t place = 0;      // in keys_
    uint64_t used_at = 0;  // as lookups_ was
  };
  /// Says when a dictionary was offered.
  struct Offered {
    uint64_t hash = 0;
    uint64_t at = 0;  // as lookups_ was
  };
  static constexpr uint64_t kNever = ~uint64_t{0};

  uint64_t LookupsSinceOffered(const Key& key);
  bool MakeRoom(int64_t bytes, uint64_t interval);
  size_t PickOldest();
  void Drop(size_t place);

  mutable std::mutex mutex_;
  std::unordered_map<Key, Entry, KeyHash> entries_;
  std::vector<Key> keys_;                // of the entries, to pick one at random
  std::array<Offered, 8192> offered_{};  // each at the place its hash says
  uint64_t lookups_ = 0;
  std::minstd_rand random_;
  int64_t bytes_ = 0;
  std::atomic<int64_t> limit_{0};
};

}  // namespace lakebolt::parquet_format
