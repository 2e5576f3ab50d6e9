#pragma once

#include "base/growing_array.h"
#include "vector/vector.h"

namespace lakebolt {

/// Holds the elements of two list vectors in one, so that they can be compared by their places: a
/// place of the second moves by `shift`.
struct JoinedElements {
  JoinedElements(const Vector& first, const Vector& second);
  Vector elements;
  uint32_t shift = 0;
};

/// Is a set of elements of one vector, by value (NULL is one), used anew for each row: a table with
/// open addressing over hashes that are computed for the whole vector at once. The table of the
/// last row is not cleared; its places are recognized by their number.
class ElementSet {
 public:
  explicit ElementSet(const Vector& elements);

  /// Empties the set and makes room for `count` elements.
  void Reset(uint32_t count);
  /// Adds an element; returns whether it was not there.
  bool Insert(uint32_t place);
  bool Contains(uint32_t place) const { return slots_[Find(place)].round == round_; }
  /// Tells whether the element is there and was not taken before, and takes it.
  bool Take(uint32_t place);

 private:
  struct Slot {
    uint32_t round = 0;
    uint32_t place = 0;
    bool taken = false;
  };
  /// Returns the slot of an equal element, or the free one where it would go.
  uint32_t Find(uint32_t place) const;

  Vector elements_;
  GrowingArray<uint64_t> hashes_;
  GrowingArray<Slot> slots_;
  uint32_t mask_ = 0;
  uint32_t round_ = 0;
};

}  // namespace lakebolt
