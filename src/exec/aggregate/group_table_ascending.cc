// Groups of keys that come in order.

#include <algorithm>

#include "base/growth.h"
#include "exec/aggregate/ascending_keys.h"
#include "exec/aggregate/group_table.h"

namespace lakebolt {

/// Makes room for so many more keys in order; zeros that keys will overwrite are written but once,
/// and not too many at a time.
void GroupTable::ReserveAscending(uint32_t count) {
  const size_t needed = size_t{size_} + count + kAscendingSlack;
  if (keys_.size() >= needed) return;
  MakeRoom(keys_, needed);
  constexpr size_t kZerosAtOnce = size_t{1} << 17;
  keys_.resize(std::max(needed, std::min(keys_.capacity(), keys_.size() + kZerosAtOnce)));
}

/// Finds or adds the groups of rows up to the first whose key is less than the one before; returns
/// how many.
uint32_t GroupTable::AppendAscending(const uint64_t* keys, uint32_t stride, uint32_t count,
                                     uint32_t* groups) {
  if (count == 0 || uint64_t{size_} + count >= kNoGroup) return 0;
  ReserveAscending(count);
  if (size_ == 0) keys_[size_++] = keys[0];
  const uint32_t last = size_ - 1;
  const NumberedKeys numbered =
      NumberAscending(keys, stride, count, keys_.data() + last, last, groups);
  size_ = numbered.group + 1;
  return numbered.rows;
}

/// Finds or adds the groups of rows that come as codes in order, if the keys of these are in order
/// too: only those of new groups are packed. Where it returns false, groups may have been added.
bool GroupTable::AppendCodes(const std::vector<Vector>& keys, RowSet rows, uint32_t* groups) {
  const Vector& key = keys[0];
  if (keys.size() != 1 || rows.count == 0 || !key.IsDictionary() || key.MayHaveNulls()) {
    return false;
  }
  const Vector& dictionary = key.dictionary();
  const std::vector<Vector> values = {dictionary};
  const uint32_t* codes = key.codes();
  scratch_codes_.resize(
      std::max(scratch_codes_.size(), 2 * (size_t{rows.count} + kAscendingSlack)));
  uint32_t* fresh = scratch_codes_.data();
  if (!rows.IsDense()) {
    uint32_t* picked = fresh + rows.count + kAscendingSlack;
    for (uint32_t i = 0; i < rows.count; ++i) picked[i] = codes[rows.indices[i]];
    codes = picked;
  }
  const auto pack = [&](const uint32_t* of, uint32_t count) {
    if (scratch_keys_.size() < count) scratch_keys_.resize(count);
    layout_->Encode(values, {of, count, dictionary.size()}, scratch_keys_.data());
    return scratch_keys_.data();
  };
  // The first code may be that of the last group, whose code another dictionary gave.
  if (AppendAscending(pack(codes, 1), 1, 1, groups) == 0) return false;
  const uint32_t last = size_ - 1;
  fresh[0] = codes[0];
  const NumberedKeys numbered = NumberAscending(codes, rows.count, fresh, last, groups);
  const uint32_t added = numbered.group - last;
  if (numbered.rows < rows.count || uint64_t{size_} + added >= kNoGroup) return false;
  const uint64_t* packed = pack(fresh + 1, added);
  uint64_t before = keys_[last];
  bool is_ascending = true;
  for (uint32_t k = 0; k < added; ++k) {
    is_ascending &= packed[k] > before;
    before = packed[k];
  }
  if (!is_ascending) return false;
  ReserveAscending(added);
  std::copy_n(packed, added, keys_.data() + size_);
  size_ += added;
  return true;
}

/// Finds the groups of rows without slots, which would take more than the keys: most rows of a
/// table that takes no more groups lie behind its last one.
void GroupTable::FindAscending(const uint64_t* keys, uint32_t count, uint32_t* groups) {
  const uint64_t* begin = keys_.data();
  const uint64_t* end = begin + size_;
  for (uint32_t i = 0; i < count; ++i) {
    groups[i] = kNoGroup;
    if (size_ == 0 || keys[i] > end[-1]) continue;
    ++searched_;
    const uint64_t* place = std::lower_bound(begin, end, keys[i]);
    if (*place == keys[i]) groups[i] = static_cast<uint32_t>(place - begin);
  }
}

/// Makes the slots, for so many groups.
void GroupTable::LeaveAscending(uint32_t groups) {
  is_ascending_ = false;
  keys_.resize(size_);
  size_t slots = kFirstSlots;
  while (uint64_t{groups} * 2 > slots) slots *= 2;
  GrowSlots(slots);
}

}  // namespace lakebolt
