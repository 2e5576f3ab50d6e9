#include "exec/aggregate/group_table.h"

#include <algorithm>
#include <bit>

#include "base/error.h"
#include "base/hash.h"

namespace lakebolt {

namespace {

constexpr size_t kFirstSlots = 1024;
constexpr uint64_t kMostCodes = 1 << 14;   // combinations of codes that are always worth a table
constexpr uint64_t kCodesLimit = 1 << 22;  // and those that are where the dictionaries last
// Prefetching runs so many rows ahead: slots, the keys they lead to, the long strings of these.
constexpr uint32_t kPrefetchSlots = 28;
constexpr uint32_t kPrefetchKeys = 18;
constexpr uint32_t kPrefetchStrings = 9;

uint64_t TagOf(uint64_t hash) {
  return hash << 32;
}
uint32_t GroupIn(uint64_t slot) {
  return static_cast<uint32_t>(slot) - 1;
}

}  // namespace

GroupTable::GroupTable(std::shared_ptr<const KeyLayout> layout, KeyRange range)
    : layout_(std::move(layout)), range_(range), strings_(std::make_shared<Strings>()) {
  if (is_direct()) {
    slots_ = ZeroedMemory(range_.size * sizeof(uint32_t));
  } else {
    GrowSlots(kFirstSlots);
  }
}

void GroupTable::FreezeGroups() {
  slots_ = ZeroedMemory();
  slot_count_ = 0;
  codes_ = CodeCache();
}

void GroupTable::KeepAlive(std::shared_ptr<const void> owner, size_t bytes) {
  strings_->shared.push_back(std::move(owner));
  strings_->shared_bytes += bytes;
}

void GroupTable::FindOrAdd(const std::vector<Vector>& keys, RowSet rows, uint32_t* groups) {
  if (!FindByCodes(keys, rows, true, groups)) FindByHash(keys, rows, true, groups);
}

const GroupTable::Misses& GroupTable::Find(const std::vector<Vector>& keys, RowSet rows,
                                           uint32_t* groups) {
  misses_.positions.clear();
  if (!FindByCodes(keys, rows, false, groups)) FindByHash(keys, rows, false, groups);
  return misses_;
}

const GroupTable::Misses& GroupTable::MissAll(const std::vector<Vector>& keys, RowSet rows) {
  Pack(keys, rows);
  misses_.positions.resize(rows.count);
  for (uint32_t i = 0; i < rows.count; ++i) misses_.positions[i] = i;
  return misses_;
}

void GroupTable::Pack(const std::vector<Vector>& keys, RowSet rows) {
  const uint32_t words = layout_->words();
  const size_t key_words = static_cast<size_t>(rows.count) * words;
  if (scratch_hashes_.size() < rows.count) scratch_hashes_.resize(rows.count);
  if (scratch_keys_.size() < key_words) scratch_keys_.resize(key_words);
  misses_.packed = layout_->Packed(keys, rows);
  layout_->Encode(misses_.packed, rows, scratch_keys_.data());
  if (!is_direct()) layout_->Hash(scratch_keys_.data(), words, rows.count, scratch_hashes_.data());
  misses_.keys = scratch_keys_.data();
  misses_.hashes = scratch_hashes_.data();
}

void GroupTable::FindByHash(const std::vector<Vector>& keys, RowSet rows, bool add,
                            uint32_t* groups) {
  Pack(keys, rows);
  const uint32_t words = layout_->words();
  const uint64_t* packed = scratch_keys_.data();
  const uint64_t* hashes = scratch_hashes_.data();
  if (add) {
    Reserve(size_ + rows.count);
    Probe<true>(packed, words, hashes, rows.count, true, groups);
    return;
  }
  Probe<false>(packed, words, hashes, rows.count, true, groups);
  for (uint32_t i = 0; i < rows.count; ++i) {
    if (groups[i] == kNoGroup) NoteMiss(i, i);
  }
}

/// Moves the key and hash of a row that was packed in this batch to those of the misses, which are
/// no more than the rows looked at.
void GroupTable::NoteMiss(uint32_t position, uint32_t packed_row) {
  const size_t to = misses_.positions.size();
  const uint32_t words = layout_->words();
  misses_.positions.push_back(position);
  scratch_hashes_[to] = scratch_hashes_[packed_row];
  CopyKey(scratch_keys_.data() + static_cast<size_t>(packed_row) * words, words,
          scratch_keys_.data() + to * words);
}

void GroupTable::FindOrAddPacked(const PackedKeys& keys, uint32_t count, uint32_t* groups) {
  if (scratch_hashes_.size() < count) scratch_hashes_.resize(count);
  uint64_t* hashes = scratch_hashes_.data();
  if (keys.hashes != nullptr) {
    for (uint32_t i = 0; i < count; ++i) hashes[i] = keys.hashes[size_t{i} * keys.hash_stride];
  } else if (!is_direct()) {
    layout_->Hash(keys.keys, keys.stride, count, hashes);
  }
  Reserve(size_ + count);
  Probe<true>(keys.keys, keys.stride, hashes, count, false, groups);
}

template <bool kAdd>
void GroupTable::Probe(const uint64_t* keys, uint32_t stride, const uint64_t* hashes,
                       uint32_t count, bool own_strings, uint32_t* groups) {
  if (is_direct()) {
    ProbeDirect<kAdd>(keys, stride, count, groups);
  } else if (is_word()) {
    ProbeWords<kAdd>(keys, stride, hashes, count, groups);
  } else {
    ProbeRows<kAdd>(keys, stride, hashes, count, own_strings, groups);
  }
}

template <bool kAdd>
void GroupTable::ProbeWords(const uint64_t* keys, uint32_t stride, const uint64_t* hashes,
                            uint32_t count, uint32_t* groups) {
  auto* slots = slots_.as<WordSlot>();
  const size_t mask = slot_count_ - 1;
  const uint32_t shift = shift_;
  for (uint32_t i = 0; i < count; ++i) {
    if (i + kPrefetchSlots < count) {
      __builtin_prefetch(&slots[hashes[i + kPrefetchSlots] >> shift]);
    }
    const uint64_t key = keys[static_cast<size_t>(i) * stride];
    for (size_t at = hashes[i] >> shift;; at = (at + 1) & mask) {
      WordSlot& slot = slots[at];
      if (slot.group_plus_one == 0) {
        groups[i] = kNoGroup;
        if constexpr (kAdd) {
          groups[i] = AddGroup(&key, hashes[i], false);
          slot = {key, uint64_t{groups[i]} + 1};
        }
        break;
      }
      if (slot.key != key) continue;
      groups[i] = static_cast<uint32_t>(slot.group_plus_one - 1);
      break;
    }
  }
}

template <bool kAdd>
void GroupTable::ProbeDirect(const uint64_t* keys, uint32_t stride, uint32_t count,
                             uint32_t* groups) {
  auto* direct = slots_.as<uint32_t>();
  for (uint32_t i = 0; i < count; ++i) {
    const uint64_t key = keys[static_cast<size_t>(i) * stride];
    uint32_t& group_plus_one = direct[key - range_.begin];
    if constexpr (kAdd) {
      if (group_plus_one == 0) group_plus_one = AddGroup(&key, 0, false) + 1;
    }
    groups[i] = group_plus_one - 1;  // none: kNoGroup
  }
}

template <bool kAdd>
void GroupTable::ProbeRows(const uint64_t* keys, uint32_t stride, const uint64_t* hashes,
                           uint32_t count, bool own_strings, uint32_t* groups) {
  auto* slots = slots_.as<uint64_t>();
  const size_t mask = slot_count_ - 1;
  const uint32_t shift = shift_;
  const uint32_t words = layout_->words();
  const bool strings = layout_->has_strings();
  for (uint32_t i = 0; i < count; ++i) {
    if (i + kPrefetchSlots < count) {
      __builtin_prefetch(&slots[hashes[i + kPrefetchSlots] >> shift]);
    }
    if (i + kPrefetchKeys < count) {
      const uint64_t slot = slots[hashes[i + kPrefetchKeys] >> shift];
      const uint32_t likely = std::min(GroupIn(slot), size_);  // a slot without a group: the end
      __builtin_prefetch(keys_.data() + static_cast<size_t>(likely) * words);
    }
    if (strings && i + kPrefetchStrings < count) {
      const uint64_t hash = hashes[i + kPrefetchStrings];
      const uint64_t slot = slots[hash >> shift];
      if (slot != 0 && (slot >> 32) == (hash & 0xFFFFFFFF)) {
        layout_->PrefetchStrings(keys_.data() + static_cast<size_t>(GroupIn(slot)) * words);
      }
    }
    const uint64_t* key = keys + static_cast<size_t>(i) * stride;
    for (size_t at = hashes[i] >> shift;; at = (at + 1) & mask) {
      const uint64_t slot = slots[at];
      if (slot == 0) {
        groups[i] = kNoGroup;
        if constexpr (kAdd) {
          groups[i] = AddGroup(key, hashes[i], own_strings);
          slots[at] = TagOf(hashes[i]) | (groups[i] + 1);
        }
        break;
      }
      if ((slot >> 32) != (hashes[i] & 0xFFFFFFFF)) continue;
      const uint32_t group = GroupIn(slot);
      if (!layout_->Equal(keys_.data() + static_cast<size_t>(group) * words, key)) continue;
      groups[i] = group;
      break;
    }
  }
}

uint32_t GroupTable::AddGroup(const uint64_t* key, uint64_t hash, bool own_strings) {
  if (size_ == kNoGroup - 1) throw UserError(ErrorCode::kTooComplex, "more than 2^32 groups");
  if (is_word()) {
    keys_.push_back(*key);
    return size_++;
  }
  const size_t at = keys_.size();
  keys_.insert(keys_.end(), key, key + layout_->words());
  if (layout_->has_strings()) {
    if (own_strings) layout_->OwnStrings(keys_.data() + at, strings_->heap);
    hashes_.push_back(hash);
  }
  return size_++;
}

void GroupTable::Reserve(uint32_t groups) {
  if (is_direct()) return;
  size_t slots = slot_count_;
  while (static_cast<uint64_t>(groups) * 2 > slots) slots *= 2;
  if (slots != slot_count_) GrowSlots(slots);
}

const uint64_t* GroupTable::Hashes(std::vector<uint64_t>& scratch) const {
  if (layout_->has_strings()) return hashes_.data();
  scratch.resize(size_);
  layout_->Hash(keys_.data(), layout_->words(), size_, scratch.data());
  return scratch.data();
}

void GroupTable::GrowSlots(size_t count) {
  slot_count_ = count;
  shift_ = 64 - static_cast<uint32_t>(std::countr_zero(count));
  slots_ = ZeroedMemory();  // the old ones first
  slots_ = ZeroedMemory(count * (is_word() ? sizeof(WordSlot) : sizeof(uint64_t)));
  const size_t mask = count - 1;
  std::vector<uint64_t> scratch;
  const uint64_t* hashes = Hashes(scratch);
  for (uint32_t group = 0; group < size_; ++group) {
    size_t at = hashes[group] >> shift_;
    if (is_word()) {
      auto* slots = slots_.as<WordSlot>();
      while (slots[at].group_plus_one != 0) at = (at + 1) & mask;
      slots[at] = {keys_[group], uint64_t{group} + 1};
    } else {
      auto* slots = slots_.as<uint64_t>();
      while (slots[at] != 0) at = (at + 1) & mask;
      slots[at] = TagOf(hashes[group]) | (group + 1);
    }
  }
}

bool GroupTable::PrepareCodes(const std::vector<Vector>& keys, RowSet rows) {
  uint64_t combinations = 1;
  bool same = codes_.dictionaries.size() == keys.size();
  for (size_t c = 0; c < keys.size(); ++c) {
    if (!keys[c].IsDictionary()) return false;
    combinations *= keys[c].dictionary().size() + 1;  // one more code stands for NULL
    if (combinations > kCodesLimit) return false;
    same = same && codes_.dictionaries[c] == keys[c].dictionary_ptr();
  }
  if (same && !codes_.groups.empty()) return true;
  if (!same) {
    codes_.dictionaries.clear();
    for (const Vector& key : keys) codes_.dictionaries.push_back(key.dictionary_ptr());
    codes_.groups.clear();
    // A large table pays only where the dictionaries come again, which the second chunk shows.
    if (combinations > kMostCodes && combinations > uint64_t{rows.count} * 4) return false;
  }
  codes_.groups.assign(combinations, kNoGroup);
  return true;
}

void GroupTable::CombineCodes(const std::vector<Vector>& keys, RowSet rows) {
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
}

bool GroupTable::FindByCodes(const std::vector<Vector>& keys, RowSet rows, bool add,
                             uint32_t* groups) {
  if (keys.empty() || is_direct() || !PrepareCodes(keys, rows)) return false;
  CombineCodes(keys, rows);
  const uint32_t* combined = scratch_codes_.data();
  uint32_t unseen = 0;
  for (uint32_t i = 0; i < rows.count; ++i) {
    groups[i] = codes_.groups[combined[i]];
    unseen += static_cast<uint32_t>(groups[i] == kNoGroup);
  }
  if (unseen == 0) return true;
  unseen_positions_.clear();
  unseen_rows_.clear();
  for (uint32_t i = 0; i < rows.count; ++i) {
    if (groups[i] != kNoGroup) continue;
    unseen_positions_.push_back(i);
    unseen_rows_.push_back(rows[i]);
  }
  unseen_groups_.resize(unseen);
  FindByHash(keys, {unseen_rows_.data(), unseen, rows.size}, add, unseen_groups_.data());
  for (uint32_t k = 0; k < unseen; ++k) {
    const uint32_t i = unseen_positions_[k];
    groups[i] = unseen_groups_[k];
    codes_.groups[combined[i]] = unseen_groups_[k];
  }
  if (add) return true;
  for (uint32_t& position : misses_.positions) position = unseen_positions_[position];
  return true;
}

std::vector<Vector> GroupTable::Keys(uint32_t begin, uint32_t count) const {
  return layout_->Decode(keys_.data() + static_cast<size_t>(begin) * layout_->words(), count,
                         strings_);
}

size_t GroupTable::MemoryBytes() const {
  return slots_.size() + (keys_.capacity() + hashes_.capacity()) * sizeof(uint64_t) +
         strings_->heap.bytes() + strings_->shared_bytes;
}

}  // namespace lakebolt
