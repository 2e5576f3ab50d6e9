#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace lakebolt {

/// Restores a heap, as std::make_heap leaves it, after its top has changed: one pass down, where
/// std::pop_heap and std::push_heap would take two.
template <typename T, typename Less>
void SiftDown(std::vector<T>& heap, const Less& less) {
  size_t parent = 0;
  while (true) {
    size_t child = 2 * parent + 1;
    if (child >= heap.size()) return;
    if (child + 1 < heap.size() && less(heap[child], heap[child + 1])) ++child;
    if (!less(heap[parent], heap[child])) return;
    std::swap(heap[parent], heap[child]);
    parent = child;
  }
}

}  // namespace lakebolt
