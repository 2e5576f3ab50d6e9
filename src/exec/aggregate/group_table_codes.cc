// Groups of keys that arrive as dictionary codes.

#include <algorithm>

#include "exec/aggregate/code_groups.h"
#include "exec/aggregate/group_table.h"

namespace lakebolt {

namespace {

constexpr uint64_t kMostCodes = 1 << 14;   // combinations of codes that are always worth a table
constexpr uint64_t kCodesLimit = 1 << 22;  // and those that are where the dictionaries last

}  // namespace

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
    const uint32_t factor = values + 1;
    const auto combine = [&](auto&& code_of) {
      if (c == 0) {
        for (uint32_t i = 0; i < rows.count; ++i) combined[i] = code_of(i);
      } else {
        for (uint32_t i = 0; i < rows.count; ++i) combined[i] = combined[i] * factor + code_of(i);
      }
    };
    if (validity != nullptr) {
      combine([&](uint32_t i) {
        const uint32_t row = rows[i];
        return GetBit(validity, row) ? codes[row] : values;
      });
    } else if (rows.IsDense()) {
      combine([codes](uint32_t i) { return codes[i]; });
    } else {
      combine([codes, picked = rows.indices](uint32_t i) { return codes[picked[i]]; });
    }
  }
}

/// Numbers the rows of a table that goes by code: a code met for the first time opens a group.
void GroupTable::AddByCodes(const std::vector<Vector>& keys, RowSet rows, uint32_t* groups) {
  const Vector& key = keys[0];
  if (codes_.dictionaries.empty() || codes_.dictionaries[0] != key.dictionary_ptr()) {
    codes_.dictionaries = {key.dictionary_ptr()};
    codes_.groups.assign(size_t{key.dictionary().size()} + 1, kNoGroup);
  }
  const bool is_plain = rows.IsDense() && key.validity() == nullptr;
  if (!is_plain) CombineCodes(keys, rows);
  const uint32_t* codes = is_plain ? key.codes() : scratch_codes_.data();
  uint32_t* group_of = codes_.groups.data();
  uint32_t unseen = 0;
  for (uint32_t i = 0; i < rows.count; ++i) {
    groups[i] = group_of[codes[i]];
    unseen += static_cast<uint32_t>(groups[i] == kNoGroup);
  }
  if (unseen == 0) return;
  unseen_rows_.clear();
  for (uint32_t i = 0; i < rows.count; ++i) {
    if (groups[i] != kNoGroup) continue;
    uint32_t& group = group_of[codes[i]];
    if (group == kNoGroup) {  // else the code came before in these rows
      group = size_ + static_cast<uint32_t>(unseen_rows_.size());
      unseen_rows_.push_back(rows[i]);
    }
    groups[i] = group;
  }
  const auto count = static_cast<uint32_t>(unseen_rows_.size());
  Encode(keys, {unseen_rows_.data(), count, rows.size});
  if (layout_->has_strings()) HashEncoded(0, count);
  for (uint32_t k = 0; k < count; ++k) {
    AddGroup(scratch_keys_.data() + size_t{k} * layout_->words(), scratch_hashes_[k], true);
  }
}

bool GroupTable::FindByCodes(const std::vector<Vector>& keys, RowSet rows, bool add,
                             uint32_t* groups) {
  if (keys.empty() || is_direct() || !PrepareCodes(keys, rows)) return false;
  const bool is_plain = keys.size() == 1 && rows.IsDense() && keys[0].validity() == nullptr;
  const bool is_short = std::ranges::all_of(
      keys, [&](const Vector& key) { return keys.size() <= 2 && key.validity() == nullptr; });
  if (!is_short) CombineCodes(keys, rows);
  const bool is_pair = is_short && keys.size() == 2;
  const uint32_t unseen = FindCodeGroups(
      is_short ? keys[0].codes() : scratch_codes_.data(), is_pair ? keys[1].codes() : nullptr,
      is_pair ? keys[1].dictionary().size() + 1 : 0, is_short ? rows : RowSet::Dense(rows.count),
      codes_.groups, kNoGroup, groups);
  if (unseen == 0) return true;
  if (is_short && !is_plain) CombineCodes(keys, rows);
  const uint32_t* combined = is_plain ? keys[0].codes() : scratch_codes_.data();
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

}  // namespace lakebolt
