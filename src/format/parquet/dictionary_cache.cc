#include "format/parquet/dictionary_cache.h"

#include "base/hash.h"

namespace lakebolt::parquet_format {

namespace {

constexpr int64_t kLeastEntries = 8;

}  // namespace

size_t DictionaryCache::KeyHash::operator()(const Key& key) const {
  return CombineHash(HashWord(key.file), uint64_t{key.row_group} << 32 | key.leaf);
}

DictionaryCache& DictionaryCache::Default() {
  static DictionaryCache cache;
  return cache;
}

std::shared_ptr<const Vector> DictionaryCache::Find(const Key& key) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(key);
  return found == entries_.end() ? nullptr : found->second.dictionary;
}

void DictionaryCache::Offer(const Key& key, const std::shared_ptr<const Vector>& dictionary) {
  if (limit_.load(std::memory_order_relaxed) == 0 || !WasOffered(key)) return;
  const auto bytes = static_cast<int64_t>(dictionary->MemoryBytes());
  const std::lock_guard lock(mutex_);
  if (bytes > limit_.load(std::memory_order_relaxed) / kLeastEntries) return;
  const auto [entry, is_new] = entries_.try_emplace(key);
  if (!is_new) return;
  MakeRoom(bytes);
  entry->second = {dictionary, bytes, keys_.size()};
  keys_.push_back(key);
  bytes_ += bytes;
}

bool DictionaryCache::WasOffered(const Key& key) {
  const std::lock_guard lock(mutex_);
  const uint64_t hash = KeyHash()(key);
  uint64_t& place = offered_[hash % offered_.size()];
  if (place == hash) return true;
  place = hash;
  return false;
}

void DictionaryCache::SetLimit(int64_t bytes) {
  if (limit_.exchange(bytes) <= bytes) return;
  const std::lock_guard lock(mutex_);
  MakeRoom(0);
}

int64_t DictionaryCache::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

void DictionaryCache::MakeRoom(int64_t bytes) {
  while (!keys_.empty() && bytes_ + bytes > limit_.load(std::memory_order_relaxed)) {
    Drop(random_() % keys_.size());
  }
}

void DictionaryCache::Drop(size_t place) {
  const auto dropped = entries_.find(keys_[place]);
  bytes_ -= dropped->second.bytes;
  entries_.erase(dropped);
  if (place + 1 < keys_.size()) {
    keys_[place] = keys_.back();
    entries_.at(keys_[place]).place = place;
  }
  keys_.pop_back();
}

}  // namespace lakebolt::parquet_format
