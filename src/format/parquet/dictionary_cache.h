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
/// again and again. Bounded. A dictionary is kept from the second time on that it is decoded; one
/// picked at random makes room, so that a table larger than the cache, read over and over, still
/// finds a part of itself there (the least recently used is always the one needed next).
/// Thread-safe.
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
  std::shared_ptr<const Vector> Find(const Key& key) const;

  /// Keeps a dictionary that was decoded, if it was so before. One that alone would take much of
  /// the cache is not kept.
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
    size_t place = 0;  // in keys_
  };

  bool WasOffered(const Key& key);
  void MakeRoom(int64_t bytes);
  void Drop(size_t place);

  mutable std::mutex mutex_;
  std::unordered_map<Key, Entry, KeyHash> entries_;
  std::vector<Key> keys_;                 // of the entries, to pick one at random
  std::array<uint64_t, 8192> offered_{};  // hashes of keys, each at the place it says
  std::minstd_rand random_;
  int64_t bytes_ = 0;
  std::atomic<int64_t> limit_{0};
};

}  // namespace lakebolt::parquet_format
