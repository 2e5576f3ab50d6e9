#pragma once

#include <algorithm>
#include <cstddef>
#include <type_traits>

#include "base/cancellation_scope.h"
#include "base/huge_allocator.h"

namespace lakebolt {

/// Moves the elements of `values` to room for `size`, looking at cancellation now and then: fresh
/// pages may cost much.
template <typename T>
[[gnu::noinline]] void MoveToRoom(HugeVector<T>& values, size_t size) {
  static_assert(std::is_trivially_copyable_v<T>);
  constexpr size_t kPiece = std::max<size_t>(1, (size_t{1} << 20) / sizeof(T));
  HugeVector<T> grown;
  grown.reserve(size);
  for (size_t begin = 0; begin < values.size(); begin += kPiece) {
    if (begin > 0) CheckCancellation();
    const size_t end = std::min(values.size(), begin + kPiece);
    grown.insert(grown.end(), values.begin() + begin, values.begin() + end);
  }
  values.swap(grown);
}

/// Makes room in `values` for `size` elements, and for twice as many as before when there was none,
/// so that adding them moves nothing. Can be cancelled, where the vector's own growing cannot.
template <typename T>
void MakeRoom(HugeVector<T>& values, size_t size) {
  if (size > values.capacity()) MoveToRoom(values, std::max(size, 2 * values.capacity()));
}

}  // namespace lakebolt
