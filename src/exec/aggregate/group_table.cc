#include "exec/aggregate/group_table.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>

#include "base/cancellation_scope.h"
#include "base/error.h"
#include "base/growth.h"
#include "base/hash.h"

namespace lakebolt {

namespace {

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
  } else if (is_word()) {
    is_ascending_ = true;
  } else {
    GrowSlots(kFirstSlots);
  }
}

void GroupTable::NumberByCode() {
  by_code_ = true;
  is_ascending_ = false;
  slots_ = ZeroedMemory();
  slot_count_ = 0;
}

void GroupTable::FreezeGroups() {
  if (by_key_) return;
  slots_ = ZeroedMemory();
  slot_count_ = 0;
  codes_ = CodeCache();
}

void GroupTable::KeepAlive(std::shared_ptr<const void> owner, size_t bytes) {
  strings_->shared.push_back(std::move(owner));
  strings_->shared_bytes += bytes;
}

void GroupTable::FindOrAdd(const std::vector<Vector>& keys, RowSet rows, uint32_t* groups) {
  if (by_code_) {
    AddByCodes(keys, rows, groups);
    return;
  }
  if (by_key_) {
    Encode(keys, rows);
    AddByKey(scratch_keys_.data(), 1, rows.count, groups);
    return;
  }
  // Keys in order need no look-up by code either.
  if (is_ascending_ ? AppendCodes(keys, rows, groups) : FindByCodes(keys, rows, true, groups)) {
    return;
  }
  FindByHash(keys, rows, true, groups);
}

const GroupTable::Misses& GroupTable::Find(const std::vector<Vector>& keys, RowSet rows,
                                           uint32_t* groups) {
  misses_.positions.clear();
  if (!FindByCodes(keys, rows, false, groups)) FindByHash(keys, rows, false, groups);
  return misses_;
}

const GroupTable::Misses& GroupTable::MissAll(const std::vector<Vector>& keys, RowSet rows) {
  Encode(keys, rows);
  HashEncoded(0, rows.count);
  misses_.positions.resize(rows.count);
  for (uint32_t i = 0; i < rows.count; ++i) misses_.positions[i] = i;
  return misses_;
}

/// Packs the keys of a batch.
void GroupTable::Encode(const std::vector<Vector>& keys, RowSet rows) {
  const size_t words = static_cast<size_t>(rows.count) * layout_->words();
  if (scratch_hashes_.size() < rows.count) scratch_hashes_.resize(rows.count);
  if (scratch_keys_.size() < words) scratch_keys_.resize(words);
  misses_.packed = layout_->Packed(keys, rows);
  layout_->Encode(misses_.packed, rows, scratch_keys_.data());
  misses_.keys = scratch_keys_.data();
  misses_.hashes = scratch_hashes_.data();
}

/// Hashes rows of the batch that was packed, where keys are hashed.
void GroupTable::HashEncoded(uint32_t begin, uint32_t count) {
  if (is_direct()) return;
  const uint32_t words = layout_->words();
  layout_->Hash(scratch_keys_.data() + size_t{begin} * words, words, count,
                scratch_hashes_.data() + begin);
}

void GroupTable::FindByHash(const std::vector<Vector>& keys, RowSet rows, bool add,
                            uint32_t* groups) {
  Encode(keys, rows);
  const uint32_t words = layout_->words();
  const uint64_t* packed = scratch_keys_.data();
  uint32_t done = 0;
  if (is_ascending_ && add) {
    done = AppendAscending(packed, words, rows.count, groups);
    if (done == rows.count) return;
    LeaveAscending(size_ + rows.count - done);
  }
  const bool searches = is_ascending_ && searched_ <= size_;
  if (is_ascending_ && !searches) LeaveAscending(size_);
  uint32_t left = rows.count - done;
  // Keys of one word are found as fast as compared.
  if (add && !is_word()) left = runs_.Collapse(scratch_keys_.data(), words, rows.count);
  HashEncoded(done, left);
  const uint64_t* hashes = scratch_hashes_.data();
  if (add) {
    Reserve(size_ + left);
    Probe<true>(packed + size_t{done} * words, words, hashes + done, left, true, groups + done);
    if (done + left < rows.count) runs_.Spread(rows.count, groups);
    return;
  }
  if (searches) {
    FindAscending(packed, rows.count, groups);
  } else {
    Probe<false>(packed, words, hashes, rows.count, true, groups);
  }
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

void GroupTable::FindOrAddPacked(const PackedKeys& keys, uint32_t count, uint32_t* groups,
                                 bool own_strings) {
  const uint64_t* packed = keys.keys;
  if (by_key_) {
    AddByKey(packed, keys.stride, count, groups);
    return;
  }
  uint32_t done = 0;
  if (is_ascending_) {
    done = AppendAscending(packed, keys.stride, count, groups);
    if (done == count) return;
    LeaveAscending(size_ + count - done);
  }
  packed += size_t{done} * keys.stride;
  groups += done;
  count -= done;
  if (scratch_hashes_.size() < count) scratch_hashes_.resize(count);
  uint64_t* hashes = scratch_hashes_.data();
  if (keys.hashes != nullptr) {
    for (uint32_t i = 0; i < count; ++i) {
      hashes[i] = keys.hashes[size_t{done + i} * keys.hash_stride];
    }
  } else if (!is_direct()) {
    layout_->Hash(packed, keys.stride, count, hashes);
  }
  Reserve(size_ + count);
  Probe<true>(packed, keys.stride, hashes, count, own_strings, groups);
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
        // Own rows were just hashed, others' strings may be anywhere.
        if (!own_strings) layout_->PrefetchStrings(keys + size_t{i + kPrefetchStrings} * stride);
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
  const size_t at = keys_.size();
  MakeRoom(keys_, at + layout_->words());
  if (is_word()) {
    keys_.push_back(*key);
    return size_++;
  }
  keys_.insert(keys_.end(), key, key + layout_->words());
  if (layout_->has_strings()) {
    if (own_strings) layout_->OwnStrings(key, keys_.data() + at, strings_->heap);
    MakeRoom(hashes_, size_t{size_} + 1);
    hashes_.push_back(hash);
  }
  return size_++;
}

void GroupTable::Reserve(uint32_t groups) {
  if (is_direct() || is_ascending_) return;
  size_t slots = slot_count_;
  while (static_cast<uint64_t>(groups) * 2 > slots) slots *= 2;
  if (slots != slot_count_) GrowSlots(slots);
}

void GroupTable::Expect(uint32_t groups) {
  keys_.reserve(size_t{groups} * layout_->words());
  if (layout_->has_strings()) hashes_.reserve(groups);
  Reserve(groups);
}

const uint64_t* GroupTable::Hashes(std::vector<uint64_t>& scratch) const {
  if (!layout_->has_strings()) scratch.resize(size_);
  return HashesOf(0, size_, scratch.data());
}

/// Returns the hashes of some groups, computed into `scratch` where they are not kept.
const uint64_t* GroupTable::HashesOf(uint32_t begin, uint32_t count, uint64_t* scratch) const {
  if (layout_->has_strings()) return hashes_.data() + begin;
  const uint32_t words = layout_->words();
  layout_->Hash(keys_.data() + size_t{begin} * words, words, count, scratch);
  return scratch;
}

void GroupTable::GrowSlots(size_t count) {
  slot_count_ = count;
  shift_ = 64 - static_cast<uint32_t>(std::countr_zero(count));
  slots_ = ZeroedMemory();  // the old ones first
  slots_ = ZeroedMemory(count * (is_word() ? sizeof(WordSlot) : sizeof(uint64_t)));
  const size_t mask = count - 1;
  constexpr uint32_t kBlock = 256;
  constexpr uint64_t kNanosPerGroup = 10;
  std::array<uint64_t, kBlock> block;
  CancellationPoll poll;
  const auto place_all = [&](auto* slots, auto&& is_taken, auto&& slot_of) {
    for (uint32_t begin = 0; begin < size_; begin += kBlock) {
      poll.Spend(kBlock * kNanosPerGroup);
      const uint32_t groups = std::min(kBlock, size_ - begin);
      const uint64_t* hashes = HashesOf(begin, groups, block.data());
      for (uint32_t i = 0; i < groups; ++i) __builtin_prefetch(&slots[hashes[i] >> shift_], 1);
      for (uint32_t i = 0; i < groups; ++i) {
        size_t at = hashes[i] >> shift_;
        while (is_taken(slots[at])) at = (at + 1) & mask;
        slots[at] = slot_of(begin + i, hashes[i]);
      }
    }
  };
  if (is_word()) {
    place_all(
        slots_.as<WordSlot>(), [](const WordSlot& slot) { return slot.group_plus_one != 0; },
        [&](uint32_t group, uint64_t) { return WordSlot{keys_[group], uint64_t{group} + 1}; });
  } else {
    place_all(
        slots_.as<uint64_t>(), [](uint64_t slot) { return slot != 0; },
        [](uint32_t group, uint64_t hash) { return TagOf(hash) | (group + 1); });
  }
}

std::vector<Vector> GroupTable::Keys(uint32_t begin, uint32_t count) const {
  if (by_key_) {
    std::vector<uint64_t> keys(count);
    std::iota(keys.begin(), keys.end(), range_.begin + begin);
    return layout_->Decode(keys.data(), count, strings_);
  }
  return layout_->Decode(keys_.data() + static_cast<size_t>(begin) * layout_->words(), count,
                         strings_);
}

size_t GroupTable::MemoryBytes() const {
  return slots_.size() + (keys_.capacity() + hashes_.capacity()) * sizeof(uint64_t) +
         strings_->heap.bytes() + strings_->shared_bytes;
}

}  // namespace lakebolt
