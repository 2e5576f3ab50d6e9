// Groups whose number is their key.

#include <numeric>

#include "exec/aggregate/group_table.h"

namespace lakebolt {

std::vector<uint32_t> GroupTable::GroupsByKey() const {
  std::vector<uint32_t> groups(size_);
  for (uint32_t g = 0; g < size_; ++g) groups[g] = static_cast<uint32_t>(keys_[g] - range_.begin);
  return groups;
}

void GroupTable::NumberByKey() {
  const std::vector<uint32_t> groups = GroupsByKey();
  slots_ = ZeroedMemory(range_.size);
  auto* existing = slots_.as<uint8_t>();
  for (const uint32_t group : groups) existing[group] = 1;
  keys_ = {};
  size_ = static_cast<uint32_t>(range_.size);
  by_key_ = true;
}

void GroupTable::AddByKey(const uint64_t* keys, uint32_t stride, uint32_t count, uint32_t* groups) {
  auto* existing = slots_.as<uint8_t>();
  for (uint32_t i = 0; i < count; ++i) {
    const uint64_t group = keys[size_t{i} * stride] - range_.begin;
    groups[i] = static_cast<uint32_t>(group);
    existing[group] = 1;
  }
}

void GroupTable::AddExisting(const GroupTable& other, uint32_t begin) {
  auto* existing = slots_.as<uint8_t>();
  const uint8_t* added = other.existing() + begin;
  for (uint32_t g = 0; g < size_; ++g) existing[g] |= added[g];
}

std::vector<uint32_t> GroupTable::ListExisting(HugeVector<uint64_t>& keys) const {
  std::vector<uint32_t> groups(size_ + 8);
  const uint32_t count = SelectByMask(RowSet::Dense(size_), existing(), groups.data());
  groups.resize(count);
  keys.resize(count);
  for (uint32_t i = 0; i < count; ++i) keys[i] = range_.begin + groups[i];
  return groups;
}

}  // namespace lakebolt
