#include "exec/aggregate/group_table.h"

#include <algorithm>
#include <bit>

#include "base/error.h"

namespace lakebolt {

namespace {

constexpr uint32_t kFirstSlots = 1024;
constexpr uint32_t kMostCodes = 1 << 14;  // combinations of codes that are worth a direct table
constexpr uint32_t kPrefetchDistance = 16;

uint64_t TagOf(uint64_t hash) {
  return hash << 32;
}
uint32_t GroupIn(uint64_t slot) {
  return static_cast<uint32_t>(slot) - 1;
}

}  // namespace

GroupTable::GroupTable(std::shared_ptr<const KeyLayout> layout) : layout_(std::move(layout)) {
  Clear();
}

void GroupTable::Clear() {
  size_ = 0;
  slots_.assign(kFirstSlots, 0);
  shift_ = 64 - std::countr_zero(kFirstSlots);
  keys_.clear();
  hashes_.clear();
  heap_ = std::make_shared<StringHeap>();
  codes_ = CodeCache();
}

void GroupTable::FindOrAdd(const std::vector<Vector>& keys, RowSet rows, uint32_t* groups) {
  if (!FindByCodes(keys, rows, groups)) FindByHash(keys, rows, groups);
}

void GroupTable::FindByHash(const std::vector<Vector>& keys, RowSet rows, uint32_t* groups) {
  const uint32_t words = layout_->words();
  if (scratch_hashes_.size() < rows.count) {
    scratch_hashes_.resize(rows.count);
    scratch_keys_.resize(static_cast<size_t>(rows.count) * words);
  }
  const std::vector<Vector> packed = layout_->Packed(keys, rows);
  layout_->Encode(packed, rows, scratch_keys_.data());
  layout_->Hash(scratch_keys_.data(), rows.count, scratch_hashes_.data());
  // No growth inside the loop keeps prefetched addresses right.
  while ((static_cast<uint64_t>(size_) + rows.count) * 2 > slots_.size()) GrowSlots();
  const uint64_t* hashes = scratch_hashes_.data();
  for (uint32_t i = 0; i < rows.count; ++i) {
    if (i + kPrefetchDistance < rows.count) {
      __builtin_prefetch(&slots_[hashes[i + kPrefetchDistance] >> shift_]);
    }
    groups[i] = FindOrAddOne(scratch_keys_.data() + static_cast<size_t>(i) * words, hashes[i]);
  }
}

uint32_t GroupTable::FindOrAddOne(const uint64_t* key, uint64_t hash) {
  const size_t mask = slots_.size() - 1;
  const uint32_t words = layout_->words();
  for (size_t slot = hash >> shift_;; slot = (slot + 1) & mask) {
    const uint64_t entry = slots_[slot];
    if (entry == 0) {
      const uint32_t group = AddGroup(key, hash);
      slots_[slot] = TagOf(hash) | (group + 1);
      return group;
    }
    if ((entry >> 32) != (hash & 0xFFFFFFFF)) continue;
    const uint32_t group = GroupIn(entry);
    if (layout_->Equal(keys_.data() + static_cast<size_t>(group) * words, key)) return group;
  }
}

uint32_t GroupTable::AddGroup(const uint64_t* key, uint64_t hash) {
  if (size_ == kNoGroup - 1) throw UserError(ErrorCode::kTooComplex, "more than 2^32 groups");
  const size_t at = keys_.size();
  keys_.insert(keys_.end(), key, key + layout_->words());
  layout_->OwnStrings(keys_.data() + at, *heap_);
  hashes_.push_back(hash);
  return size_++;
}

void GroupTable::GrowSlots() {
  slots_.assign(slots_.size() * 2, 0);
  --shift_;
  const size_t mask = slots_.size() - 1;
  for (uint32_t group = 0; group < size_; ++group) {
    size_t slot = hashes_[group] >> shift_;
    while (slots_[slot] != 0) slot = (slot + 1) & mask;
    slots_[slot] = TagOf(hashes_[group]) | (group + 1);
  }
}

bool GroupTable::PrepareCodes(const std::vector<Vector>& keys) {
  uint64_t combinations = 1;
  bool same = codes_.dictionaries.size() == keys.size();
  for (size_t c = 0; c < keys.size(); ++c) {
    if (!keys[c].IsDictionary()) return false;
    combinations *= keys[c].dictionary().size() + 1;  // one more code stands for NULL
    if (combinations > kMostCodes) return false;
    same = same && codes_.dictionaries[c] == keys[c].dictionary_ptr();
  }
  if (same) return true;
  codes_.dictionaries.clear();
  for (const Vector& key : keys) codes_.dictionaries.push_back(key.dictionary_ptr());
  codes_.groups.assign(combinations, kNoGroup);
  return true;
}

bool GroupTable::FindByCodes(const std::vector<Vector>& keys, RowSet rows, uint32_t* groups) {
  if (keys.empty() || !PrepareCodes(keys)) return false;
  if (scratch_codes_.size() < rows.count) scratch_codes_.resize(rows.count);
  uint32_t* combined = scratch_codes_.data();
  for (size_t c = 0; c < keys.size(); ++c) {
    const uint32_t* codes = keys[c].codes();
    const uint64_t* validity = keys[c].validity();
    const uint32_t values = keys[c].dictionary().size();
    const uint32_t factor = c == 0 ? 0 : values + 1;
    for (uint32_t i = 0; i < rows.count; ++i) {
      const uint32_t row = rows[i];
      const uint32_t code = validity == nullptr || GetBit(validity, row) ? codes[row] : values;
      combined[i] = (c == 0 ? 0 : combined[i] * factor) + code;
    }
  }
  uint32_t unseen = 0;
  for (uint32_t i = 0; i < rows.count; ++i) {
    groups[i] = codes_.groups[combined[i]];
    unseen |= static_cast<uint32_t>(groups[i] == kNoGroup);
  }
  if (unseen == 0) return true;
  for (uint32_t i = 0; i < rows.count; ++i) {
    uint32_t& known = codes_.groups[combined[i]];
    if (known == kNoGroup) {
      const uint32_t row = rows[i];
      FindByHash(keys, {&row, 1, rows.size}, &known);
    }
    groups[i] = known;
  }
  return true;
}

std::vector<Vector> GroupTable::Keys(uint32_t begin, uint32_t count) const {
  return layout_->Decode(keys_.data() + static_cast<size_t>(begin) * layout_->words(), count,
                         heap_);
}

size_t GroupTable::MemoryBytes() const {
  return (slots_.capacity() + keys_.capacity() + hashes_.capacity()) * sizeof(uint64_t) +
         heap_->bytes();
}

}  // namespace lakebolt
