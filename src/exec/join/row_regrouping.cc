// Renumbers the rows of a join's index so that those of one code follow one another.

#include <algorithm>
#include <array>

#include "base/cancellation_scope.h"
#include "exec/join/row_index.h"

namespace lakebolt {

namespace {

constexpr uint64_t kSlotsPerPart = uint64_t{1} << 17;
/// So many chains are walked at a time: their misses overlap.
constexpr uint32_t kChains = 1024;

struct Chain {
  uint64_t slot = 0;
  RowRef head = kNoRow;
  uint32_t rows = 0;
  uint32_t place = 0;  // of the next row
};

/// Walks chains side by side, a step of each in turn, and calls `visit(chain, ref)` for each row.
template <typename Visit>
void WalkChains(const RowRef* next, Chain* chains, uint32_t count, Visit&& visit) {
  struct Walker {
    Chain* chain;
    RowRef ref;
  };
  std::array<Walker, kChains> walkers;
  for (uint32_t i = 0; i < count; ++i) walkers[i] = {chains + i, chains[i].head};
  while (count > 0) {
    uint32_t left = 0;
    for (uint32_t i = 0; i < count; ++i) {
      const Walker walker = walkers[i];
      visit(*walker.chain, walker.ref);
      const RowRef ref = next[walker.ref];
      walkers[left] = {walker.chain, ref};
      left += ref != kNoRow;
    }
    count = left;
  }
}

}  // namespace

uint64_t RowIndex::slots() const {
  switch (kind_) {
    case Kind::kArray: return limit_ + 1;
    case Kind::kSlots8:
    case Kind::kSlots16: return mask_ + 1;
    default: return 0;
  }
}

uint32_t RowIndex::StartRegrouping(uint32_t rows, Reservation& reservation) {
  const size_t bytes = size_t{rows} + 1;
  reservation.Grow(static_cast<int64_t>(bytes));
  regrouped_more_ = ZeroedMemory(bytes);
  more_ = regrouped_more_.as<uint8_t>();
  next_place_ = 0;
  return static_cast<uint32_t>((slots() + kSlotsPerPart - 1) / kSlotsPerPart);
}

template <typename Get, typename Set>
void RowIndex::RegroupSlots(uint64_t begin, uint64_t end, Get&& get, Set&& set, uint32_t* places) {
  std::array<Chain, kChains> chains;
  for (uint64_t at = begin; at < end;) {
    uint32_t count = 0;
    for (; at < end && count < kChains; ++at) {
      chains[count] = {at, get(at), 0, 0};
      count += chains[count].head != kNoRow;
    }
    uint32_t rows = 0;
    WalkChains(next_, chains.data(), count, [](Chain& chain, RowRef) { ++chain.rows; });
    for (uint32_t i = 0; i < count; ++i) rows += chains[i].rows;
    uint32_t place = __atomic_fetch_add(&next_place_, rows, __ATOMIC_RELAXED);
    for (uint32_t i = 0; i < count; ++i) {
      Chain& chain = chains[i];
      chain.place = place;
      set(chain.slot, place + 1);
      std::fill_n(more_ + place + 1, chain.rows - 1, 1);
      place += chain.rows;
    }
    WalkChains(next_, chains.data(), count,
               [places](Chain& chain, RowRef ref) { places[ref - 1] = chain.place++; });
  }
}

void RowIndex::RegroupPart(uint32_t part, uint32_t* places) {
  const uint64_t begin = part * kSlotsPerPart;
  const uint64_t end = std::min(begin + kSlotsPerPart, slots());
  switch (kind_) {
    case Kind::kArray: {
      auto* heads = table_.as<RowRef>();
      return RegroupSlots(
          begin, end, [heads](uint64_t at) { return heads[at]; },
          [heads](uint64_t at, RowRef ref) { heads[at] = ref; }, places);
    }
    case Kind::kSlots8: {
      auto* words = table_.as<uint64_t>();
      return RegroupSlots(
          begin, end, [words](uint64_t at) { return static_cast<RowRef>(words[at]); },
          [words](uint64_t at, RowRef ref) { words[at] = words[at] >> 32 << 32 | ref; }, places);
    }
    case Kind::kSlots16: {
      auto* entries = table_.as<Slot16>();
      return RegroupSlots(
          begin, end, [entries](uint64_t at) { return entries[at].ref; },
          [entries](uint64_t at, RowRef ref) { entries[at].ref = ref; }, places);
    }
    default: return;
  }
}

void RowIndex::EndRegrouping(uint32_t rows, uint32_t* places, Reservation& reservation) {
  ForEachBlock(rows, [&](size_t begin, size_t end) {
    for (size_t row = begin; row < end && next_place_ < rows; ++row) {
      if (places[row] == kNoPlace) places[row] = next_place_++;
    }
  });
  const auto chain_bytes = static_cast<int64_t>(chain_.size());
  chain_ = std::move(regrouped_more_);
  regrouped_more_ = ZeroedMemory();
  next_ = nullptr;
  regrouped_ = true;
  reservation.Resize(reservation.size() - chain_bytes);
}

}  // namespace lakebolt
