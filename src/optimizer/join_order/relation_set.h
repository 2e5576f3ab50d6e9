#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace lakebolt {

/// Names a set of a join graph's relations, a bit each.
using RelationSet = uint64_t;

constexpr size_t kMostRelations = 64;

constexpr RelationSet SingleRelation(size_t relation) {
  return RelationSet{1} << relation;
}
constexpr bool IsSubset(RelationSet part, RelationSet whole) {
  return (part & ~whole) == 0;
}
constexpr bool IsSingle(RelationSet set) {
  return std::has_single_bit(set);
}
constexpr size_t LowestRelation(RelationSet set) {
  return static_cast<size_t>(std::countr_zero(set));
}
/// Returns the relations up to the lowest of `set`: what DPhyp forbids to avoid duplicates.
constexpr RelationSet UpToLowest(RelationSet set) {
  return set ^ (set - 1);
}

}  // namespace lakebolt
