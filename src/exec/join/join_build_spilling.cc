// How a build side goes to disk.

#include <algorithm>

#include "exec/join/join_build.h"

namespace lakebolt {

namespace {
constexpr size_t kPiecesPerPart = 32;
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
  table_->spilled->PartitionBuild(keys, RowSet::Dense(batch.rows), partition_of);
  out.Add(batch.columns, RowSet::Dense(batch.rows), partition_of.data());
  batch.columns.clear();
}

/// Tells whether the rows' index and their copies may need more memory than is left.
bool JoinBuild::LeavesNoRoom() const {
  const int64_t all = std::max<int64_t>(parts(), 1);
  const int64_t copied_at_once = std::min<int64_t>(all, query_.threads);
  const int64_t left = query_.memory->limit() - query_.memory->used();
  return left <
         collected_.size() / all * copied_at_once + table_->IndexBytesPerRow() * table_->rows;
}

void JoinBuild::SpillPart(uint32_t part) {
  std::unique_ptr<PartitionedRows> rows = table_->spilled->MakeBuildRows();
  for (uint32_t i = part_begins_[part]; i < part_begins_[part + 1]; ++i) {
    SpillBatch(batches_[i], *rows);
  }
  table_->spilled->AddBuildRows(std::move(rows));
}

void JoinBuild::EndSpilling() {
  batches_.clear();
  dictionary_bytes_ = 0;
  collected_.Free();
  table_->rows = 0;
  stats().bytes_spilled = static_cast<uint64_t>(table_->spilled->bytes());
}

uint32_t JoinBuild::StartLoading() {
  loaded_ = table_->spilled->ChooseResident(collected_);
  bounds_ = EmptyBounds();
  stage_ = Stage::kDone;
  if (table_->spilled->resident() == 0) return 0;
  PlanParts();
  if (loaded_.empty()) return StartTable();
  stage_ = Stage::kLoad;
  batches_.resize(loaded_.size());
  return static_cast<uint32_t>((loaded_.size() + kPiecesPerPart - 1) / kPiecesPerPart);
}

uint32_t JoinBuild::EndLoading() {
  // What was charged for the table is free to be taken for it.
  int64_t bytes = 0;
  for (const SpilledJoin::Piece& piece : loaded_) bytes += piece.piece.memory_bytes;
  collected_.Resize(std::min(bytes, collected_.size()));
  PlanParts();
  return StartTable();
}

void JoinBuild::LoadPart(uint32_t part) {
  std::vector<KeyBounds> bounds = EmptyBounds();
  const size_t end = std::min(loaded_.size(), (size_t{part} + 1) * kPiecesPerPart);
  for (size_t i = size_t{part} * kPiecesPerPart; i < end; ++i) {
    query_.cancellation->Check();
    BuildBatch& batch = batches_[i];
    batch.columns = loaded_[i].Read().columns();
    batch.rows = loaded_[i].piece.rows;
    for (size_t k = 0; k < bounds.size(); ++k) {
      const Vector& key = batch.columns[table_->layout.key_slots[k]];
      if (IsIntegerKey(key.type())) bounds[k].Add(key, RowSet::Dense(batch.rows));
    }
  }
  const std::lock_guard lock(mutex_);
  for (size_t k = 0; k < bounds.size(); ++k) bounds_[k].Merge(bounds[k]);
}

}  // namespace lakebolt
