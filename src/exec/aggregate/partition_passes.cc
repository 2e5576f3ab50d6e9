#include "exec/aggregate/partition_passes.h"

#include <optional>

#include "base/error.h"
#include "base/memory_arbiter.h"

namespace lakebolt {

namespace {

/// Tells whether what a share has so far can be spread over two smaller ones.
bool CanCut(const KeyShare& share, const GroupedStates& target) {
  return share.bits < KeyShare::kMostBits && target.size() > 1;
}

}  // namespace

std::unique_ptr<GroupedStates> PartitionPasses::Next(Reservation& bytes) {
  while (!left_.empty()) {
    const KeyShare share = left_.back();
    left_.pop_back();
    auto target = std::make_unique<GroupedStates>(plan_.spec, plan_.layout, KeyRange{});
    try {
      Aggregate(share, *target, bytes);
      if (target->size() > 0) return target;
    } catch (const UserError& error) {
      if (error.code() != ErrorCode::kOutOfMemory || !CanCut(share, *target)) throw;
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
  const auto charge = [&] {
    plan_.query.cancellation->Check();
    std::optional<YieldScope> scope;
    if (CanCut(share, target)) scope.emplace();
    bytes.Resize(static_cast<int64_t>(target.MemoryBytes()));
  };
  for (const auto& groups : spilled_) groups->MergeGroups(target, partition_, share, charge);
  for (const auto& groups : spilled_) groups->UpdateRows(target, partition_, share, charge);
}

}  // namespace lakebolt
