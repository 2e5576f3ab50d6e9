// How a build side goes to disk.

#include <algorithm>

#include "exec/join/join_build_local.h"

namespace lakebolt {

namespace {

constexpr size_t kPiecesPerPart = 32;
/// Filters of keys that go to disk take at most one part in so many of the limit each.
constexpr int64_t kShareOfFilters = 64;
constexpr int64_t kFilterBytesPerRow = 2;
/// A worker gives back so much before it begins to spill.
constexpr int64_t kShareThatGoes = 8;

}  // namespace

void JoinBuild::StartSpilling() {
  const std::lock_guard lock(mutex_);
  if (table_->spilled != nullptr) return;
  PrepareOpenFilters();
  table_->spilled = std::make_unique<SpilledJoin>(*table_, table_->level, query_);
  spills_ = true;
}

/// Makes filters of keys that will not be there any more once all are known.
void JoinBuild::PrepareOpenFilters() {
  const int64_t most = query_.memory->limit() / kShareOfFilters / kFilterBytesPerRow;
  const double expected = table_->spec.expected_build_rows;
  const auto rows = expected < 0 ? most : static_cast<int64_t>(std::min<double>(expected, most));
  for (const std::weak_ptr<KeyFilter>& wanted : table_->filters) {
    auto& filter = live_filters_.emplace_back(wanted.lock());
    if (filter != nullptr) filter->PrepareOpen(static_cast<uint64_t>(rows), table_->memory);
  }
}

void JoinBuild::EndOpenFilters() {
  for (size_t k = 0; k < live_filters_.size(); ++k) {
    if (live_filters_[k] != nullptr) live_filters_[k]->SetBounds(bounds_[k]);
  }
}

/// Takes a worker's batch to where all those before it have gone, or go now.
void JoinBuild::SpillBatches(Local& local, BuildBatch batch) {
  // Filters of all keys and the first rows of each partition have to fit, in place of rows that go
  // soon.
  if (local.spilled == nullptr) {
    local.memory.Resize(local.memory.size() - local.memory.size() / kShareThatGoes);
  }
  StartSpilling();
  if (local.spilled == nullptr) local.spilled = table_->spilled->MakeBuildRows();
  for (BuildBatch& held : local.batches) {
    local.memory.Resize(std::max<int64_t>(0, local.memory.size() - held.charged));
    SpillBatch(held, *local.spilled);
  }
  local.batches.clear();
  local.held.Clear();
  local.memory.Free();
  NoteBounds(batch, local.bounds);
  SpillBatch(batch, *local.spilled);
}

void JoinBuild::NoteBounds(const BuildBatch& batch, std::vector<KeyBounds>& bounds) const {
  for (size_t k = 0; k < bounds.size(); ++k) {
    const Vector& key = batch.columns[table_->layout.key_slots[k]];
    if (IsIntegerKey(key.type())) bounds[k].Add(key, RowSet::Dense(batch.rows));
  }
}

/// Hands a batch over and frees it.
void JoinBuild::SpillBatch(BuildBatch& batch, PartitionedRows& out) const {
  std::vector<const Vector*> keys;
  for (const uint32_t slot : table_->layout.key_slots) keys.push_back(&batch.columns[slot]);
  for (size_t k = 0; k < live_filters_.size(); ++k) {
    if (live_filters_[k] != nullptr) live_filters_[k]->Add(*keys[k], true);
  }
  std::vector<uint32_t> partition_of;
  table_->spilled->PartitionBuild(keys, RowSet::Dense(batch.rows), partition_of);
  out.Add(batch.columns, RowSet::Dense(batch.rows), partition_of.data());
  batch.columns.clear();
}

bool JoinBuild::NeedsChains() const {
  const JoinTable& table = *table_;
  const bool presence = table.traits.presence && table.spec.residual == nullptr;
  // Hashed codes need chains even so: unequal keys may have one code.
  return !presence || !table.codec.IsPacked();
}

/// Tells whether the rows' index and their copies may need more memory than is left.
bool JoinBuild::LeavesNoRoom() const {
  const int64_t all = std::max<int64_t>(parts(), 1);
  const int64_t copied_at_once = std::min<int64_t>(all, query_.threads);
  const int64_t left = query_.memory->Left();
  const bool has_index = table_->spec.ranges.empty() && !table_->spec.build_keys.empty();
  const int64_t index = std::max(
      table_->IndexBytesPerRow() * table_->rows,
      has_index ? RowIndex::BytesFor(table_->codec.limit(), table_->rows, NeedsChains()) : 0);
  return left < collected_.size() / all * copied_at_once + index;
}

void JoinBuild::SpillPart(uint32_t part) {
  std::unique_ptr<PartitionedRows> rows = table_->spilled->MakeBuildRows();
  for (uint32_t i = part_begins_[part]; i < part_begins_[part + 1]; ++i) {
    {
      // Given back before it is: rows that stay in memory take the room of those they are copies
      // of.
      const std::lock_guard lock(mutex_);
      collected_.Resize(std::max<int64_t>(0, collected_.size() - batches_[i].charged));
    }
    SpillBatch(batches_[i], *rows);
  }
  table_->spilled->AddBuildRows(std::move(rows));
  table_->spilled->WriteUnkept();
}

void JoinBuild::EndSpilling() {
  batches_.clear();
  dictionary_bytes_ = 0;
  collected_.Free();
  table_->rows = 0;
}

uint32_t JoinBuild::StartLoading() {
  EndOpenFilters();
  loaded_ = table_->spilled->ChooseResident(collected_);
  stats().bytes_spilled = static_cast<uint64_t>(table_->spilled->bytes());
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
    loaded_[i].piece.in_memory.reset();
    NoteBounds(batch, bounds);
  }
  const std::lock_guard lock(mutex_);
  for (size_t k = 0; k < bounds.size(); ++k) bounds_[k].Merge(bounds[k]);
}

}  // namespace lakebolt
