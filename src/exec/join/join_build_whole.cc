// What a build side does with its rows once they stand together.

#include <algorithm>
#include <utility>

#include "base/cancellation_scope.h"
#include "exec/join/join_build_local.h"
#include "vector/row_match.h"

namespace lakebolt {

uint32_t JoinBuild::EndCopy() {
  JoinTable& table = *table_;
  stage_ = Stage::kDone;
  columns_->MoveTo(table);
  columns_.reset();
  batches_.clear();
  // Copied texts still point into their dictionaries.
  collected_.Resize(std::min(collected_.size(), dictionary_bytes_));
  table.memory.Absorb(collected_);
  if (!places_.empty()) {
    table.memory.Resize(table.memory.size() - int64_t{table.rows} * int64_t{sizeof(uint32_t)});
    places_ = {};
  }
  if (!table.spec.ranges.empty()) SortForRanges();
  if (!table.codec.IsPacked() && table.index.HasDuplicates()) FindMixedChains();
  if (table.traits.searches_nulls) FindNullRows();
  return table.spec.group_columns.empty() ? 0 : StartGroups();
}

/// Compares the rows of each chain with their successors: hashes of 64 bits hardly ever collide,
/// and when none did, comparing the first row of a chain stands for all.
void JoinBuild::FindMixedChains() {
  constexpr uint32_t kStep = 2048;
  constexpr uint32_t kLooksEach = 1 << 16;
  JoinTable& table = *table_;
  std::vector<uint32_t> rows;
  std::vector<uint32_t> successors;
  std::vector<uint8_t> same;
  for (RowRef ref = 1; ref <= table.rows && !table.mixed_chains; ++ref) {
    if (const RowRef next = table.index.Next(ref); next != kNoRow) {
      rows.push_back(ref - 1);
      successors.push_back(next - 1);
    }
    if (ref % kLooksEach == 0) CheckCancellation();
    if (rows.empty() || (rows.size() < kStep && ref < table.rows)) continue;
    const auto count = static_cast<uint32_t>(rows.size());
    same.assign(count, 1);
    for (size_t k = 0; k < table.spec.build_keys.size(); ++k) {
      const Vector& key = table.key_column(k);
      MatchRows(key, rows.data(), key, successors.data(), count, NullMatch::kBothNull, same.data());
    }
    table.mixed_chains = std::count(same.begin(), same.end(), 0) > 0;
    rows.clear();
    successors.clear();
  }
}

void JoinBuild::FindNullRows() {
  JoinTable& table = *table_;
  std::vector<const Vector*> nullable;
  std::vector<const Vector*> keys;
  for (size_t k = 0; k < table.spec.build_keys.size(); ++k) {
    keys.push_back(&table.key_column(k));
    nullable.push_back(table.IsNullSafe(k) ? nullptr : keys.back());
  }
  table.null_rows.Prepare(std::move(nullable), std::move(keys), table.rows, table.memory);
}

/// Brings the rows into the order of the first range's values.
void JoinBuild::SortForRanges() {
  JoinTable& table = *table_;
  const std::vector<uint32_t>& slots = table.layout.range_slots;
  const std::vector<uint32_t> order = table.ranges.Sort(*table.columns[slots[0]], table.memory);
  for (auto& column : table.columns) {
    column = std::make_shared<const Vector>(column->Gather(order.data(), table.rows));
  }
  const JoinSpec::Range& last = table.spec.ranges.back();
  if (slots.back() == slots[0]) return;
  const bool greatest = last.op == CompareOp::kGreater || last.op == CompareOp::kGreaterEqual;
  table.ranges.AddSecond(*table.columns[slots.back()], greatest, table.memory);
}

uint32_t JoinBuild::StartGroups() {
  JoinTable& table = *table_;
  const bool null_keys = table.traits.keeps_null_keys && table.any_null_keys;
  if (table.spec.groups_hold_keys && !table.HasDuplicates() && !null_keys) {
    table.groups = BuildGroups(table.rows);
    return 0;
  }
  std::vector<Vector> columns;
  for (const uint32_t slot : table.layout.group_slots) columns.push_back(*table.columns[slot]);
  table.groups = BuildGroups(std::move(columns), table.rows, table.memory);
  stage_ = Stage::kGroup;
  return table.groups.Start();
}

}  // namespace lakebolt
