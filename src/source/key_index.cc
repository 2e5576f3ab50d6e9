#include "source/key_index.h"

namespace lakebolt {

void KeyIndex::Place(Slot slot) {
  const size_t mask = slots_.size() - 1;
  size_t at = slot.hash & mask;
  while (slots_[at].row_id != kFree) at = (at + 1) & mask;
  slots_[at] = slot;
}

void KeyIndex::Reserve(size_t entries) {
  const std::lock_guard growing(growing_);
  Grow(entries);
}

/// Makes room for `entries`; only who holds `growing_` changes the number of slots.
void KeyIndex::Grow(size_t entries) {
  constexpr size_t kFewest = 64;
  size_t wanted = slots_.empty() ? kFewest : slots_.size();
  while (wanted < entries * 2) wanted *= 2;
  if (wanted == slots_.size()) return;
  // Whoever has to give memory back may wait for the lock.
  Reservation added(account_.get(), "an index of keys");
  added.Grow(static_cast<int64_t>(wanted * sizeof(Slot)));
  std::vector<Slot> grown(wanted);
  {
    const std::lock_guard lock(mutex_);
    grown.swap(slots_);
    for (const Slot& slot : grown) {
      if (slot.row_id != kFree) Place(slot);
    }
  }
  bytes_ = std::move(added);
}

void KeyIndex::Insert(const std::vector<uint64_t>& hashes, const std::vector<int64_t>& row_ids) {
  const std::lock_guard growing(growing_);
  Grow(size() + hashes.size());
  const std::lock_guard lock(mutex_);
  for (size_t i = 0; i < hashes.size(); ++i) Place({hashes[i], row_ids[i]});
  size_ += hashes.size();
}

void KeyIndex::InsertAll(const KeyIndex& other) {
  const std::lock_guard growing(growing_);
  Grow(size() + other.size());
  const std::scoped_lock lock(mutex_, other.mutex_);
  for (const Slot& slot : other.slots_) {
    if (slot.row_id != kFree) Place(slot);
  }
  size_ += other.size_;
}

void KeyIndex::Find(uint64_t hash, std::vector<int64_t>& out) const {
  const std::lock_guard lock(mutex_);
  if (slots_.empty()) return;
  const size_t mask = slots_.size() - 1;
  for (size_t at = hash & mask; slots_[at].row_id != kFree; at = (at + 1) & mask) {
    if (slots_[at].hash == hash) out.push_back(slots_[at].row_id);
  }
}

size_t KeyIndex::size() const {
  const std::lock_guard lock(mutex_);
  return size_;
}

}  // namespace lakebolt
