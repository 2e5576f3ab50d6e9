#include <algorithm>

#include "exec/aggregate/hash_aggregate.h"

namespace lakebolt {

namespace {

/// Results of a chunk take about this much at most, where they are texts or lists.
constexpr size_t kMostBytes = size_t{16} << 20;

struct AggregateScanLocal final : LocalState {
  explicit AggregateScanLocal(Reservation reservation) : bytes(std::move(reservation)) {}

  std::unique_ptr<PartitionPasses> passes;  // of a large part; or null
  std::unique_ptr<GroupedStates> groups;
  uint32_t next_group = 0;
  uint32_t groups_at_once = 0;
  Reservation bytes;
};

/// Picks those of some groups that exist.
Selection Existing(const GroupedStates& groups, uint32_t begin, uint32_t count) {
  Selection existing = Selection::Allocate(count + 8);
  existing.set_count(
      SelectByMask(RowSet::Dense(count), groups.existing() + begin, existing.data()));
  return existing;
}

}  // namespace

std::unique_ptr<LocalState> AggregateScan::MakeLocal(TaskContext&) {
  return std::make_unique<AggregateScanLocal>(input_->MakeReservation());
}

SourceStatus AggregateScan::Next(TaskContext& context, LocalState& state, Chunk& out) {
  auto& local = static_cast<AggregateScanLocal&>(state);
  while (true) {
    if (local.groups == nullptr) {
      if (local.passes == nullptr) {
        if (!input_->TakePart(context, local.bytes, local.groups, local.passes)) {
          return SourceStatus::kFinished;
        }
      }
      if (local.passes != nullptr) {
        local.groups = input_->TakeShare(*local.passes, local.bytes);
        if (local.groups == nullptr) local.passes.reset();
      }
      if (local.groups == nullptr) continue;
      local.next_group = 0;
      const size_t group_bytes = local.groups->MemoryBytes() / (local.groups->size() + 1);
      local.groups_at_once = std::clamp<uint32_t>(
          static_cast<uint32_t>(kMostBytes / (group_bytes + 1)), 1, context.query.chunk_size);
    }
    const GroupedStates& groups = *local.groups;
    const uint32_t count = std::min(local.groups_at_once, groups.size() - local.next_group);
    if (count == 0) {
      local.groups.reset();
      local.bytes.Free();
      continue;
    }
    const uint32_t begin = local.next_group;
    local.next_group += count;
    Selection existing;
    if (groups.existing() != nullptr) {
      existing = Existing(groups, begin, count);
      if (existing.count() == 0) continue;
    }
    out = Chunk(groups.Finalize(begin, count), count);
    if (groups.existing() != nullptr && existing.count() < count) out.SetSelection(existing);
    return SourceStatus::kRows;
  }
}

}  // namespace lakebolt
