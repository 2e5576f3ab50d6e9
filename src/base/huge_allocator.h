#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <new>
#include <vector>

#include "base/fault.h"
#include "base/huge_blocks.h"

namespace lakebolt {

/// Allocates for containers that grow with data: in huge pages once they are large enough.
template <typename T>
class HugeAllocator {
 public:
  using value_type = T;

  HugeAllocator() = default;
  template <typename U>
  HugeAllocator(const HugeAllocator<U>&) {}  // NOLINT: containers convert it

  T* allocate(size_t count) {
    if (!IsLarge(count)) return std::allocator<T>().allocate(count);
    if (FaultFor(FaultSite::kAllocate) != 0) throw std::bad_alloc();
    void* const memory = HugeBlocks::Take(count * sizeof(T));
    if (memory == nullptr) throw std::bad_alloc();
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, size_t count) {
    if (IsLarge(count)) {
      HugeBlocks::Free(memory, count * sizeof(T));
    } else {
      std::allocator<T>().deallocate(memory, count);
    }
  }

  bool operator==(const HugeAllocator&) const = default;

 private:
  static bool IsLarge(size_t count) {
    return count >= HugeBlocks::kLeast / sizeof(T) &&
           count <= std::numeric_limits<ptrdiff_t>::max() / sizeof(T);
  }
};

/// Is a vector whose memory lies in huge pages.
template <typename T>
using HugeVector = std::vector<T, HugeAllocator<T>>;

/// Frees an array of MakeHugeArray's.
template <typename T>
struct HugeDelete {
  size_t count = 0;
  void operator()(T* memory) const { HugeAllocator<T>().deallocate(memory, count); }
};

template <typename T>
using HugeArray = std::unique_ptr<T[], HugeDelete<T>>;

/// Makes an array of numbers that are not initialised.
template <typename T>
HugeArray<T> MakeHugeArray(size_t count) {
  return {HugeAllocator<T>().allocate(count), {count}};
}

}  // namespace lakebolt
