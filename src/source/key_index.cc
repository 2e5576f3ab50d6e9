#include "source/key_index.h"

namespace lakebolt {

void KeyIndex::Place(Slot slot) {
  const size_t mask = slots_.size() - 1;
  size_t at = slot.hash & mask;
  while (slots_[at].row_id != kFree) at = (at + 1) & mask;
  slots_[at] = slot;
}

void KeyIndex::Grow(size_t entries) {
  size_t wanted = slots_.empty() ? 64 : slots_.size();
  while (wanted < entries * 2) wanted *= 2;
  if (wanted == slots_.size()) return;
  std::vector<Slot> before(wanted);
  before.swap(slots_);
  for (const Slot& slot : before) {
    if (slot.row_id != kFree) Place(slot);
  }
}

void KeyIndex::Insert(const std::vector<uint64_t>& hashes, const std::vector<int64_t>& row_ids) {
  const std::lock_guard lock(mutex_);
  Grow(size_ + hashes.size());
  for (size_t i = 0; i < hashes.size(); ++i) Place({hashes[i], row_ids[i]});
  size_ += hashes.size();
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
