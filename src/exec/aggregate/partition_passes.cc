#include "exec/aggregate/partition_passes.h"

#include "base/error.h"
#include "base/memory_arbiter.h"

namespace lakebolt {

std::unique_ptr<GroupedStates> PartitionPasses::Next(Reservation& bytes) {
  while (!left_.empty()) {
    const KeyShare share = left_.back();
    left_.pop_back();
    auto target = std::make_unique<GroupedStates>(plan_.spec, plan_.layout, KeyRange{});
    try {
      Aggregate(share, *target, bytes);
      if (target->size() > 0) return target;
    } catch (const UserError& error) {
      const bool can_cut = share.bits < KeyShare::kMostBits && target->size() > 1;
      if (error.code() != ErrorCode::kOutOfMemory || !can_cut) throw;
      for (const uint64_t value : {share.value, share.value | (uint64_t{1} << share.bits)}) {
        left_.push_back({share.bits + 1, value});
      }
    }
    target.reset();
    bytes.Free();
  }
  return nullptr;
}

void PartitionPasses::Aggregate(const KeyShare& share, GroupedStates& target,
                                Reservation& bytes) const {
  const YieldScope scope;  // a share that does not fit is cut
  const auto charge = [&] {
    plan_.query.cancellation->Check();
    bytes.Resize(static_cast<int64_t>(target.MemoryBytes()));
  };
  for (const auto& groups : spilled_) groups->MergeGroups(target, partition_, share, charge);
  for (const auto& groups : spilled_) groups->UpdateRows(target, partition_, share, charge);
}

}  // namespace lakebolt
