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
    out = Chunk(groups.Finalize(local.next_group, count), count);
    local.next_group += count;
    return SourceStatus::kRows;
  }
}

}  // namespace lakebolt
