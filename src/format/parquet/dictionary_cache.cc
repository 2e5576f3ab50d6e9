#include "format/parquet/dictionary_cache.h"

#include "base/hash.h"

namespace lakebolt::parquet_format {

namespace {

constexpr int64_t kLeastEntries = 8;
/// The oldest of so many that are picked at random is looked at.
constexpr int kPicked = 8;

}  // namespace

size_t DictionaryCache::KeyHash::operator()(const Key& key) const {
  return CombineHash(HashWord(key.file), uint64_t{key.row_group} << 32 | key.leaf);
}

DictionaryCache& DictionaryCache::Default() {
  static DictionaryCache cache;
  return cache;
}

std::shared_ptr<const Vector> DictionaryCache::Find(const Key& key) {
  const std::lock_guard lock(mutex_);
  ++lookups_;
  const auto found = entries_.find(key);
  if (found == entries_.end()) return nullptr;
  found->second.used_at = lookups_;
  return found->second.dictionary;
}

void DictionaryCache::Offer(const Key& key, const std::shared_ptr<const Vector>& dictionary) {
  const int64_t limit = limit_.load(std::memory_order_relaxed);
  if (limit == 0) return;
  const auto bytes = static_cast<int64_t>(dictionary->MemoryBytes());
  const std::lock_guard lock(mutex_);
  const uint64_t interval = LookupsSinceOffered(key);
  if (interval == kNever || bytes > limit / kLeastEntries || entries_.contains(key)) return;
  if (!MakeRoom(bytes, interval)) return;
  entries_[key] = {dictionary, bytes, keys_.size(), lookups_};
  keys_.push_back(key);
  bytes_ += bytes;
}

/// Returns how many lookups ago a dictionary was offered, and notes that it is now.
uint64_t DictionaryCache::LookupsSinceOffered(const Key& key) {
  const uint64_t hash = KeyHash()(key);
  Offered& place = offered_[hash % offered_.size()];
  const uint64_t interval = place.hash == hash ? lookups_ - place.at : kNever;
  place = {hash, lookups_};
  return interval;
}

void DictionaryCache::SetLimit(int64_t bytes) {
  if (limit_.exchange(bytes) <= bytes) return;
  const std::lock_guard lock(mutex_);
  MakeRoom(0, 0);
}

int64_t DictionaryCache::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

/// Drops dictionaries until there is room for so many bytes, of one that is wanted again after
/// `interval` lookups; returns whether there is.
bool DictionaryCache::MakeRoom(int64_t bytes, uint64_t interval) {
  while (!keys_.empty() && bytes_ + bytes > limit_.load(std::memory_order_relaxed)) {
    const size_t place = PickOldest();
    const uint64_t unused = lookups_ - entries_.at(keys_[place]).used_at;
    // Threads do not read in the same order each time.
    if (unused < interval + interval / 4) return false;
    Drop(place);
  }
  return true;
}

size_t DictionaryCache::PickOldest() {
  size_t oldest = 0;
  uint64_t used_at = kNever;
  for (int i = 0; i < kPicked; ++i) {
    const size_t place = random_() % keys_.size();
    const uint64_t its = entries_.at(keys_[place]).used_at;
    if (its >= used_at) continue;
    used_at = its;
    oldest = place;
  }
  return oldest;
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
