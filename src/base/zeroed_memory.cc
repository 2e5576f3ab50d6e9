#include "base/zeroed_memory.h"

#include <cstdlib>
#include <cstring>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "base/fault.h"
#include "base/huge_blocks.h"

namespace lakebolt {

namespace {

constexpr size_t kPadding = 64;
/// Larger blocks lie in huge pages that they share, those of more than one in pages of their own.
constexpr size_t kSharedFrom = size_t{64} << 10;
[[maybe_unused]] constexpr size_t kHugePage = size_t{2} << 20;

}  // namespace

ZeroedMemory::ZeroedMemory(size_t bytes) : size_(bytes) {
  if (FaultFor(FaultSite::kAllocate) != 0) throw std::bad_alloc();
  const size_t wanted = bytes + kPadding;
#if defined(__linux__)
  if (wanted >= kHugePage) {
    mapped_ = (wanted + kHugePage - 1) / kHugePage * kHugePage;
    void* data = mmap(nullptr, mapped_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (data == MAP_FAILED) {
      mapped_ = 0;
      throw std::bad_alloc();
    }
    // A wish only: without huge pages all works, slower.
    (void)madvise(data, mapped_, MADV_HUGEPAGE);
    data_ = data;
    return;
  }
#endif
  if (wanted >= kSharedFrom) {
    data_ = HugeBlocks::Take(wanted);
    if (data_ == nullptr) throw std::bad_alloc();
    std::memset(data_, 0, wanted);
    return;
  }
  data_ = std::calloc(wanted, 1);
  if (data_ == nullptr) throw std::bad_alloc();
}

ZeroedMemory& ZeroedMemory::operator=(ZeroedMemory&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  std::swap(mapped_, other.mapped_);
  return *this;
}

ZeroedMemory::~ZeroedMemory() {
#if defined(__linux__)
  if (mapped_ != 0) {
    munmap(data_, mapped_);
    return;
  }
#endif
  if (data_ != nullptr && size_ + kPadding >= kSharedFrom) {
    HugeBlocks::Free(data_, size_ + kPadding);
  } else {
    std::free(data_);
  }
}

}  // namespace lakebolt
