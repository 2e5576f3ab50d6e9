#include "function/scalar/nested/element_set.h"

#include <bit>

#include "vector/compare_rows.h"
#include "vector/concat.h"
#include "vector/hash_vector.h"

namespace lakebolt {

JoinedElements::JoinedElements(const Vector& first, const Vector& second) {
  const Vector a = first.Flatten();
  const Vector b = second.Flatten();
  elements = ConcatVectors(a.type(), {&a, &b});
  shift = a.size();
}

ElementSet::ElementSet(const Vector& elements) : elements_(elements.Flatten()) {
  HashColumn(elements_, RowSet::Dense(elements_.size()), true, hashes_.Extend(elements_.size()));
}

void ElementSet::Reset(uint32_t count) {
  ++round_;
  const uint32_t wanted = std::bit_ceil(std::max<uint32_t>(count, 4) * 2);
  if (wanted > slots_.size()) {
    slots_.Clear();
    SetBytes(slots_.Extend(wanted), 0, wanted * sizeof(Slot));
    round_ = 1;
  }
  // A small table for a short list stays in cache.
  mask_ = wanted - 1;
}

uint32_t ElementSet::Find(uint32_t place) const {
  uint32_t at = static_cast<uint32_t>(hashes_[place]) & mask_;
  while (slots_[at].round == round_) {
    const uint32_t other = slots_[at].place;
    if (hashes_[other] == hashes_[place] && CompareRows(elements_, other, elements_, place) == 0) {
      break;
    }
    at = (at + 1) & mask_;
  }
  return at;
}

bool ElementSet::Insert(uint32_t place) {
  Slot& slot = slots_[Find(place)];
  if (slot.round == round_) return false;
  slot = {round_, place, false};
  return true;
}

bool ElementSet::Take(uint32_t place) {
  Slot& slot = slots_[Find(place)];
  if (slot.round != round_ || slot.taken) return false;
  slot.taken = true;
  return true;
}

}  // namespace lakebolt
