// How a build side goes to disk.

#include <algorithm>

#include "exec/join/join_build.h"

namespace lakebolt {

/// Tells whether partitions by keys can be joined each on its own.
bool JoinBuild::CanSpill() const {
  const JoinTable& table = *table_;
  return !table.spec.build_keys.empty() && table.spec.group_columns.empty() &&
         !table.traits.searches_nulls && table.level < SpilledJoin::kMostLevels;
}

void JoinBuild::StartSpilling() {
  const std::lock_guard lock(mutex_);
  if (table_->spilled != nullptr) return;
  table_->spilled = std::make_unique<SpilledJoin>(*table_, table_->level, query_);
  spills_ = true;
}

/// Writes a batch and frees it.
void JoinBuild::SpillBatch(BuildBatch& batch, PartitionedRows& out) const {
  std::vector<const Vector*> keys;
  for (const uint32_t slot : table_->layout.key_slots) keys.push_back(&batch.columns[slot]);
  std::vector<uint32_t> partition_of;
  table_->spilled->Partition(keys, RowSet::Dense(batch.rows), partition_of);
  out.Add(batch.columns, RowSet::Dense(batch.rows), partition_of.data());
  batch.columns.clear();
}

/// Tells whether the rows' index and their copies may need more memory than is left.
bool JoinBuild::LeavesNoRoom() const {
  constexpr int64_t kIndexBytes = 24;  // a row
  const int64_t all = std::max<int64_t>(parts(), 1);
  const int64_t copied_at_once = std::min<int64_t>(all, query_.threads);
  const int64_t left = query_.memory->limit() - query_.memory->used();
  return left < collected_.size() / all * copied_at_once + kIndexBytes * int64_t{table_->rows};
}

void JoinBuild::SpillPart(uint32_t part) {
  std::unique_ptr<PartitionedRows> rows = table_->spilled->MakeBuildRows();
  for (uint32_t i = part_begins_[part]; i < part_begins_[part + 1]; ++i) {
    SpillBatch(batches_[i], *rows);
  }
  table_->spilled->AddBuildRows(std::move(rows));
}

void JoinBuild::EndSpilling() {
  stage_ = Stage::kDone;
  batches_.clear();
  collected_.Free();
  table_->rows = 0;
  stats().bytes_spilled = static_cast<uint64_t>(table_->spilled->bytes());
}

}  // namespace lakebolt
