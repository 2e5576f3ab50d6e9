#include "base/buffer.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <new>

#include "base/cancellation_scope.h"

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "base/evaluation_memory.h"
#include "base/fault.h"
#include "base/huge_blocks.h"

namespace lakebolt {

namespace {

// The address sanitizer sees reads past a block and after its end only where blocks are as long as
// they were asked for and not kept.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool kKeepsBlocks = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool kKeepsBlocks = false;
#else
constexpr bool kKeepsBlocks = true;
#endif
#else
constexpr bool kKeepsBlocks = true;
#endif

// Blocks of a class have a power of two and the padding, as columns of a usual chunk fill theirs;
// from 64 KiB on there are four classes for each power of two.
constexpr uint8_t kSmallestClass = 8;    // 256 bytes
constexpr uint8_t kLastPowerClass = 16;  // 64 KiB
constexpr uint8_t kLargestClass = 32;    // 1 MiB
constexpr size_t kMostOfClass = size_t{1} << 20;
constexpr uint8_t kNoClass = 255;
constexpr size_t kHugePage = size_t{2} << 20;
// Columns of a chunk have 16 KiB and more: what is freed of a build side or a sort makes room for
// what is made of it, which the C library's free blocks, given back page by page, do not. Smaller
// blocks, which the thread keeps, would hold as many huge pages as there are of them.
constexpr size_t kSharedFrom = size_t{16} << 10;
constexpr size_t kHugePagesFrom = HugeBlocks::kMostShared;
constexpr size_t kMostKeptOfClass = size_t{8} << 20;  // per thread
constexpr size_t kCountedFrom = size_t{16} << 10;     // bytes that evaluations account for
constexpr size_t kMostKeptBytes = size_t{12} << 20;   // per thread

constexpr uint8_t ClassOf(size_t bytes) {
  const auto bits = static_cast<uint8_t>(bytes == 0 ? 0 : std::bit_width(bytes - 1));
  if (bits <= kLastPowerClass) return std::max(kSmallestClass, bits);
  const size_t step = size_t{1} << (bits - 3);
  const auto steps = static_cast<uint8_t>((bytes + step - 1) / step);  // 5 to 8
  return static_cast<uint8_t>(kLastPowerClass + 4 * (bits - kLastPowerClass - 1) + steps - 4);
}

constexpr size_t BlockBytes(uint8_t size_class) {
  if (size_class <= kLastPowerClass) return (size_t{1} << size_class) + Buffer::kPadding;
  const auto over = static_cast<uint8_t>(size_class - kLastPowerClass - 1);
  return ((over % 4 + size_t{5}) << (kLastPowerClass + over / 4 - 2)) + Buffer::kPadding;
}

static_assert(ClassOf(kMostOfClass) == kLargestClass);
static_assert(BlockBytes(kLargestClass) == kMostOfClass + Buffer::kPadding);
static_assert(BlockBytes(ClassOf((64 << 10) + 1)) == (80 << 10) + Buffer::kPadding);

/// Tells whether memory of so many bytes comes from huge pages that blocks share; larger blocks
/// have some of their own.
constexpr bool IsShared(size_t bytes) {
  return kKeepsBlocks && bytes >= kSharedFrom && bytes < kHugePagesFrom;
}

uint8_t* TakeFromSystem(size_t bytes) {
  if (IsShared(bytes)) return static_cast<uint8_t*>(HugeBlocks::Take(bytes));
  const size_t alignment = bytes >= kHugePagesFrom ? kHugePage : Buffer::kAlignment;
  bytes = (bytes + alignment - 1) / alignment * alignment;
  auto* const data = static_cast<uint8_t*>(std::aligned_alloc(alignment, bytes));
#if defined(__linux__)
  // Columns of a join's build side are read in any order: small pages would miss the TLB each time.
  if (alignment == kHugePage && data != nullptr) (void)madvise(data, bytes, MADV_HUGEPAGE);
#endif
  return data;
}

void GiveToSystem(uint8_t* data, size_t bytes) {
  if (IsShared(bytes)) {
    HugeBlocks::Free(data, bytes);
  } else {
    std::free(data);
  }
}

/// Keeps freed blocks of one thread by power-of-two size class. The blocks themselves hold the
/// lists: freeing memory must not need any.
class BlockCache {
 public:
  ~BlockCache() {
    for (uint8_t c = 0; c <= kLargestClass; ++c) {
      while (free_[c].first != nullptr) GiveToSystem(Pop(free_[c]), BlockBytes(c));
    }
  }

  uint8_t* Take(uint8_t size_class) {
    List& list = free_[size_class];
    if (list.first == nullptr) return nullptr;
    bytes_ -= BlockBytes(size_class);
    return Pop(list);
  }

  bool Keep(uint8_t size_class, uint8_t* data) {
    List& list = free_[size_class];
    const size_t bytes = BlockBytes(size_class);
    if (bytes_ + bytes > kMostKeptBytes || (list.length + 1) * bytes > kMostKeptOfClass) {
      return false;
    }
    list.first = new (data) Block{list.first};
    ++list.length;
    bytes_ += bytes;
    return true;
  }

 private:
  struct Block {
    Block* next;
  };
  struct List {
    Block* first = nullptr;
    size_t length = 0;
  };

  static uint8_t* Pop(List& list) {
    Block* block = list.first;
    list.first = block->next;
    --list.length;
    return reinterpret_cast<uint8_t*>(block);
  }

  std::array<List, kLargestClass + 1> free_;
  size_t bytes_ = 0;
};

// A plain pointer with trivial destruction stays readable while other thread-locals are destroyed.
thread_local BlockCache* cache_of_thread = nullptr;
thread_local bool thread_ends = false;

struct CacheOwner {
  BlockCache cache;
  CacheOwner() { cache_of_thread = &cache; }
  ~CacheOwner() {
    cache_of_thread = nullptr;
    thread_ends = true;
  }
};

BlockCache* Cache() {
  if (cache_of_thread == nullptr && !thread_ends) {
    thread_local CacheOwner owner;
    cache_of_thread = &owner.cache;
  }
  return cache_of_thread;
}

}  // namespace

Buffer::Buffer(size_t bytes) : data_(nullptr), size_(bytes), size_class_(kNoClass) {
  if (FaultFor(FaultSite::kAllocate) != 0) throw std::bad_alloc();
  if (bytes >= kCountedFrom) EvaluationMemory::Take(bytes);
  size_t wanted = bytes + kPadding;
  if (kKeepsBlocks && bytes <= kMostOfClass) {
    size_class_ = ClassOf(bytes);
    wanted = BlockBytes(size_class_);
    if (BlockCache* cache = Cache()) data_ = cache->Take(size_class_);
    if (data_ != nullptr) return;
  }
  data_ = TakeFromSystem(wanted);
  if (data_ == nullptr) throw std::bad_alloc();
}

Buffer::~Buffer() {
  if (size_ >= kCountedFrom) EvaluationMemory::GiveBack(size_);
  if (size_class_ != kNoClass) {
    BlockCache* cache = Cache();
    if (cache != nullptr && cache->Keep(size_class_, data_)) return;
    GiveToSystem(data_, BlockBytes(size_class_));
  } else {
    GiveToSystem(data_, size_ + kPadding);
  }
}

BufferPtr Buffer::Allocate(size_t bytes) {
  // What fills so many bytes takes a while, and may not look by itself.
  constexpr size_t kLooksFrom = size_t{1} << 20;
  if (bytes >= kLooksFrom) CheckCancellation();
  return std::make_shared<Buffer>(bytes);
}

BufferPtr Buffer::AllocateZeroed(size_t bytes) {
  BufferPtr buffer = Allocate(bytes);
  SetBytes(buffer->data(), 0, bytes + kPadding);
  return buffer;
}

}  // namespace lakebolt
