// How a build side goes to disk.

#include <algorithm>
#include <utility>

#include "exec/join/join_build_local.h"

namespace lakebolt {

namespace {

constexpr size_t kPiecesPerPart = 32;
/// Filters of keys that go to disk take at most one part in so many of the limit each.
constexpr int64_t kShareOfFilters = 64;
constexpr int64_t kFilterBytesPerRow = 2;
/// A worker gives back so much before it begins to spill.
constexpr int64_t kShareThatGoes = 8;
/// By so many the size of rows is estimated.
constexpr size_t kBatchesLookedAt = 8;
/// For each batch that comes it gives back so many times that much.
constexpr int64_t kTimesGiven = 1;

}  // namespace

void JoinBuild::StartSpilling(double share_in_memory) {
  const std::lock_guard lock(mutex_);
  if (table_->spilled != nullptr) return;
  PrepareOpenFilters();
  table_->spilled = std::make_unique<SpilledJoin>(*table_, table_->level, share_in_memory, query_);
  spills_ = true;
}

double JoinBuild::ShareInMemory(const std::vector<BuildBatch>& some) const {
  uint64_t rows = 0;
  int64_t bytes = 0;
  for (size_t i = 0; i < std::min(some.size(), kBatchesLookedAt); ++i) {
    rows += some[i].rows;
    for (const Vector& column : some[i].columns) {
      bytes += static_cast<int64_t>(column.Flatten().MemoryBytes());
    }
  }
  if (rows == 0) return 1;
  const double expected =
      std::max(table_->spec.expected_build_rows, static_cast<double>(held_rows_));
  const auto of_table = static_cast<double>(table_->BytesFor(rows, bytes));
  const double needed = of_table / static_cast<double>(rows) * expected;
  return static_cast<double>(held_bytes_ + query_.memory->Left()) / needed;
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

/// Takes a worker's batch to where rows that spill go, and some of those before it: what is left of
/// them at the end goes in parts that any worker takes.
void JoinBuild::SpillBatches(Local& local, BuildBatch batch) {
  if (local.spilled == nullptr) {
    const double share = ShareInMemory(local.batches);
    // Filters of all keys and the first rows of each partition have to fit, in place of rows that
    // go soon.
    local.memory.Resize(local.memory.size() - local.memory.size() / kShareThatGoes);
    StartSpilling(share);
    local.spilled = table_->spilled->MakeBuildRows();
  }
  const int64_t held = local.memory.size() + local.spilled->kept_bytes();
  auto next = local.batches.begin();
  for (; next != local.batches.end(); ++next) {
    const int64_t given = held - local.memory.size() - local.spilled->kept_bytes();
    if (given > kTimesGiven * batch.charged) break;
    local.memory.Resize(std::max<int64_t>(0, local.memory.size() - next->charged));
    SpillBatch(*next, *local.spilled);
  }
  local.batches.erase(local.batches.begin(), next);
  if (local.batches.empty()) {
    local.held.Clear();
    local.memory.Free();
  }
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
void JoinBuild::SpillBatch(BuildBatch& batch, BuildRows& out) const {
  std::vector<const Vector*> keys;
  for (const uint32_t slot : table_->layout.key_slots) keys.push_back(&batch.columns[slot]);
  for (size_t k = 0; k < live_filters_.size(); ++k) {
    if (live_filters_[k] != nullptr) live_filters_[k]->Add(*keys[k], true);
  }
  std::vector<uint32_t> partition_of;
  table_->spilled->PartitionBuild(keys, RowSet::Dense(batch.rows), partition_of);
  out.Add(Chunk(std::exchange(batch.columns, {}), batch.rows), batch.charged, partition_of.data());
}

bool JoinBuild::NeedsChains() const {
  const JoinTable& table = *table_;
  const bool presence = table.traits.presence && table.spec.residual == nullptr;
  // Hashed codes need chains even so: unequal keys may have one code.
  return !presence || !table.codec.IsPacked();
}

/// Returns about the bytes that making the table takes beside those of the batches.
int64_t JoinBuild::BytesOfMaking() const {
  const JoinTable& table = *table_;
  // Each worker has a batch and its copy at a time, and copies may take more than batches.
  int64_t largest = 0;
  int64_t more = 0;
  for (const BuildBatch& batch : batches_) {
    largest = std::max(largest, batch.charged);
    more += MoreInTable(batch.columns);
  }
  const int64_t copied_at_once = largest * std::min<int64_t>(parts(), query_.threads);
  const bool has_index = table.spec.ranges.empty() && !table.spec.build_keys.empty();
  const int64_t index =
      std::max(table.IndexBytesPerRow() * table.rows,
               has_index ? RowIndex::BytesFor(table.codec.limit(), table.rows, NeedsChains()) : 0);
  // Rows brought together by key have new numbers and marks for a while; a match is a byte.
  constexpr int64_t kBytesToRegroup = sizeof(uint32_t) + sizeof(uint8_t);
  const int64_t regrouped = WalksChains() ? kBytesToRegroup * table.rows : 0;
  const int64_t matched = table.traits.tracks_build ? table.rows : 0;
  return copied_at_once + more + index + regrouped + matched;
}

bool JoinBuild::LeavesNoRoom() const {
  return query_.memory->Left() < BytesOfMaking();
}

void JoinBuild::SpillPart(uint32_t part) {
  std::unique_ptr<BuildRows> rows = table_->spilled->MakeBuildRows();
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

uint32_t JoinBuild::StartUnloading() {
  stage_ = Stage::kUnload;
  return table_->spilled->ChooseResident();
}

uint32_t JoinBuild::StartLoading() {
  EndOpenFilters();
  resident_ = table_->spilled->TakeResident(collected_);
  stats().bytes_spilled = static_cast<uint64_t>(table_->spilled->bytes());
  bounds_ = EmptyBounds();
  stage_ = Stage::kDone;
  if (table_->spilled->resident() == 0) return 0;
  PlanParts();
  const size_t batches = resident_.in_memory.size() + resident_.on_disk.size();
  if (batches == 0) return StartTable();
  stage_ = Stage::kLoad;
  batches_.resize(batches);
  return static_cast<uint32_t>((batches + kPiecesPerPart - 1) / kPiecesPerPart);
}

uint32_t JoinBuild::EndLoading() {
  // What was charged for the table is free to be taken for it.
  int64_t bytes = 0;
  for (const BuildRows::KeptRows& kept : resident_.in_memory) {
    bytes += kept.bytes + kept.dictionary_bytes;
    dictionary_bytes_ += kept.dictionary_bytes;
  }
  for (const SpilledJoin::Piece& piece : resident_.on_disk) bytes += piece.piece.memory_bytes;
  resident_ = {};
  collected_.Resize(std::min(bytes, collected_.size()));
  PlanParts();
  return StartTable();
}

void JoinBuild::LoadPart(uint32_t part) {
  std::vector<KeyBounds> bounds = EmptyBounds();
  const size_t end = std::min(batches_.size(), (size_t{part} + 1) * kPiecesPerPart);
  const size_t in_memory = resident_.in_memory.size();
  for (size_t i = size_t{part} * kPiecesPerPart; i < end; ++i) {
    query_.cancellation->Check();
    BuildBatch& batch = batches_[i];
    Chunk rows = i < in_memory ? std::exchange(resident_.in_memory[i].rows, {})
                               : resident_.on_disk[i - in_memory].Read();
    batch.rows = rows.size();
    batch.columns = std::move(rows.mutable_columns());
    NoteBounds(batch, bounds);
  }
  const std::lock_guard lock(mutex_);
  for (size_t k = 0; k < bounds.size(); ++k) bounds_[k].Merge(bounds[k]);
}

}  // namespace lakebolt
