#include <algorithm>

#include "exec/aggregate/hash_aggregate.h"

namespace lakebolt {

namespace {

struct AggregateScanLocal final : LocalState {
  explicit AggregateScanLocal(Reservation reservation) : bytes(std::move(reservation)) {}

  std::unique_ptr<GroupedStates> groups;
  uint32_t next_group = 0;
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
      const uint32_t part = next_part_.fetch_add(1);
      if (part >= input_->parts()) return SourceStatus::kFinished;
      local.groups = input_->TakePart(context, part, local.bytes);
      local.next_group = 0;
    }
    const GroupedStates& groups = *local.groups;
    const uint32_t count = std::min(context.query.chunk_size, groups.size() - local.next_group);
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
