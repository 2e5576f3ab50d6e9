#include "base/huge_blocks.h"

#include <cstdlib>
#include <new>

// The address sanitizer sees what is wrong only where each block is the C library's own.
#if defined(__SANITIZE_ADDRESS__)
#define LAKEBOLT_PLAIN_BLOCKS
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LAKEBOLT_PLAIN_BLOCKS
#endif
#endif

#if defined(__linux__) && !defined(LAKEBOLT_PLAIN_BLOCKS)

#include <pthread.h>
#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <mutex>

namespace lakebolt {

namespace {

constexpr size_t kUnit = size_t{1} << 10;
constexpr size_t kHugePage = size_t{2} << 20;
constexpr size_t kRegion = size_t{32} << 20;  // aligned to as much
constexpr uint32_t kUnits = kRegion / kUnit;
constexpr uint32_t kUnitsOfPage = kHugePage / kUnit;
constexpr uint32_t kPages = kRegion / kHugePage;
constexpr size_t kLine = 64;
/// Shorter free runs within pages that are in use are not worth a call of the system.
constexpr uint32_t kUnitsWorthReturning = 64;

uint32_t UnitsFor(size_t bytes) {
  return static_cast<uint32_t>((bytes + kUnit - 1) / kUnit);
}

constexpr uint32_t kHeadUnits = 5;

/// Is the head of a region, in its first units.
class Region {
 public:
  Region() { Mark(0, kHeadUnits, true); }

  /// Takes the first run of so many free units; 0 when there is none.
  uint32_t Take(uint32_t units) {
    if (units > longest_) return 0;
    const uint32_t begin = FindRun(units);
    if (begin == 0) {
      longest_ = units - 1;
      return 0;
    }
    Mark(begin, units, true);
    for (uint32_t p = begin / kUnitsOfPage; p <= (begin + units - 1) / kUnitsOfPage; ++p) {
      touched_ |= 1U << p;
    }
    return begin;
  }

  void Free(uint32_t begin, uint32_t units) {
    Mark(begin, units, false);
    const uint32_t before = FreeBefore(begin);
    const uint32_t run = before + units + FreeFrom(begin + units);
    longest_ = std::max(longest_, run);
    for (uint32_t size = 0; size <= SizeClass(run); ++size) {
      first_run_[size] = std::min(first_run_[size], begin - before);
    }
  }

  bool IsEmpty() const { return used_units_ == kHeadUnits; }

  /// Tells whether a huge page is free and was not given back since it was used.
  bool IsFree(uint32_t page) const {
    constexpr uint32_t kWords = kUnitsOfPage / 64;
    const auto begin = used_.begin() + page * kWords;
    return (touched_ >> page & 1) != 0 &&
           std::all_of(begin, begin + kWords, [](uint64_t word) { return word == 0; });
  }

  void Return(uint32_t page) {
    (void)madvise(reinterpret_cast<char*>(this) + page * kHugePage, kHugePage, MADV_DONTNEED);
    touched_ &= ~(1U << page);
  }

  /// Gives back the free runs of huge pages that were used.
  void ReturnRuns() {
    for (uint32_t at = 0; at < kUnits;) {
      const uint32_t end_of_page = (at / kUnitsOfPage + 1) * kUnitsOfPage;
      const bool touched = (touched_ >> (at / kUnitsOfPage) & 1) != 0;
      const uint32_t free = touched ? std::min(FreeFrom(at), end_of_page - at) : end_of_page - at;
      if (touched && free >= kUnitsWorthReturning) ReturnUnits(at, free);
      at += std::max(free, 1U);
    }
  }

  Region* next = nullptr;

 private:
  static constexpr uint32_t kSizeClasses = std::bit_width(kUnits);

  /// Returns the class of runs of so many units: those of at least a power of two.
  static uint32_t SizeClass(uint32_t units) {
    return static_cast<uint32_t>(std::bit_width(units)) - 1;
  }

  void ReturnUnits(uint32_t begin, uint32_t units) {
    constexpr uint32_t kUnitsOfSmallPage = 4;
    const uint32_t first = (begin + kUnitsOfSmallPage - 1) / kUnitsOfSmallPage * kUnitsOfSmallPage;
    const uint32_t end = (begin + units) / kUnitsOfSmallPage * kUnitsOfSmallPage;
    (void)madvise(reinterpret_cast<char*>(this) + first * kUnit, (end - first) * kUnit,
                  MADV_DONTNEED);
  }

  /// Finds the first run of so many free units; 0 when there is none.
  uint32_t FindRun(uint32_t units) {
    const uint32_t size = SizeClass(units);
    uint32_t& first = first_run_[size];
    bool has_first = false;
    uint32_t begin = first;
    const auto note = [&](uint32_t end) {
      if (has_first || end - begin < uint32_t{1} << size) return;
      first = begin;
      has_first = true;
    };
    for (uint32_t at = begin; at < kUnits;) {
      const uint64_t word = used_[at / 64] >> (at % 64);
      const uint32_t left = 64 - at % 64;
      if ((word & 1) != 0) {
        note(at);
        at += std::min<uint32_t>(static_cast<uint32_t>(std::countr_one(word)), left);
        begin = at;
        continue;
      }
      at += std::min<uint32_t>(static_cast<uint32_t>(std::countr_zero(word)), left);
      if (at - begin < units) continue;
      note(at);
      return begin;
    }
    note(kUnits);
    if (!has_first) first = kUnits;
    return 0;
  }

  /// Counts the free units that end before `end`.
  uint32_t FreeBefore(uint32_t end) const {
    uint32_t at = end;
    while (at > 0) {  // the region's head is in use
      const uint32_t bits = (at - 1) % 64 + 1;
      const uint64_t word = used_[(at - 1) / 64] << (64 - bits);
      const auto free = std::min<uint32_t>(static_cast<uint32_t>(std::countl_zero(word)), bits);
      at -= free;
      if (free < bits) break;
    }
    return end - at;
  }

  /// Counts the free units from `begin` on.
  uint32_t FreeFrom(uint32_t begin) const {
    uint32_t at = begin;
    while (at < kUnits) {
      const uint32_t bits = 64 - at % 64;
      const uint64_t word = used_[at / 64] >> (at % 64);
      const auto free = std::min<uint32_t>(static_cast<uint32_t>(std::countr_zero(word)), bits);
      at += free;
      if (free < bits) break;
    }
    return at - begin;
  }

  void Mark(uint32_t begin, uint32_t units, bool used) {
    used_units_ = used ? used_units_ + units : used_units_ - units;
    for (uint32_t at = begin; at < begin + units;) {
      const uint32_t count = std::min(64 - at % 64, begin + units - at);
      const uint64_t bits = (count == 64 ? ~uint64_t{0} : (uint64_t{1} << count) - 1) << (at % 64);
      uint64_t& word = used_[at / 64];
      word = used ? word | bits : word & ~bits;
      at += count;
    }
  }

  std::array<uint64_t, kUnits / 64> used_{};
  uint32_t used_units_ = 0;
  uint32_t longest_ = kUnits;  // no free run is longer
  // By size class: no run of it, or of a larger one, begins before. Short ones gather in front.
  std::array<uint32_t, kSizeClasses> first_run_{};
  uint32_t touched_ = 1;  // a bit a huge page
};
static_assert(sizeof(Region) <= kHeadUnits * kUnit);
static_assert(kPages <= 32);

// Never destroyed: what is freed at the very end comes here, too.
constinit std::mutex mutex;
constinit Region* first = nullptr;

Region* RegionOf(void* block) {
  return reinterpret_cast<Region*>(reinterpret_cast<uintptr_t>(block) & ~(kRegion - 1));
}

/// Maps memory that is aligned to a power of two; null when the system gives none.
void* Map(size_t bytes, size_t alignment) {
  constexpr int kFlags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
  void* const mapped = mmap(nullptr, bytes + alignment, PROT_READ | PROT_WRITE, kFlags, -1, 0);
  if (mapped == MAP_FAILED) return nullptr;
  auto* const begin = static_cast<char*>(mapped);
  const size_t before = -reinterpret_cast<uintptr_t>(mapped) & (alignment - 1);
  if (before > 0) (void)munmap(begin, before);
  (void)munmap(begin + before + bytes, alignment - before);
  // A wish only: without huge pages all works, slower.
  (void)madvise(begin + before, bytes, MADV_HUGEPAGE);
  return begin + before;
}

Region* MapRegion() {
  static const int registered =
      pthread_atfork([] { mutex.lock(); }, [] { mutex.unlock(); }, [] { mutex.unlock(); });
  (void)registered;
  void* const mapped = Map(kRegion, kRegion);
  return mapped == nullptr ? nullptr : new (mapped) Region();
}

size_t OwnPages(size_t bytes) {
  return (bytes + kHugePage - 1) / kHugePage * kHugePage;
}

/// Begins blocks at varying offsets, within what is left of their last unit: columns that are read
/// side by side would else meet in the same lines of the caches.
size_t OffsetOf(uint32_t unit, size_t bytes) {
  const size_t lines = (UnitsFor(bytes) * kUnit - bytes) / kLine;
  return lines == 0 ? 0 : unit * size_t{7} % (lines + 1) * kLine;
}

}  // namespace

void* HugeBlocks::Take(size_t bytes) {
  if (bytes > kMostShared) return Map(OwnPages(bytes), kHugePage);
  const uint32_t units = UnitsFor(bytes);
  const std::lock_guard lock(mutex);
  Region** last = &first;
  Region* region = first;
  uint32_t begin = 0;
  for (; region != nullptr; last = &region->next, region = region->next) {
    begin = region->Take(units);
    if (begin != 0) break;
  }
  if (begin == 0) {
    region = *last = MapRegion();
    if (region == nullptr) return nullptr;
    begin = region->Take(units);
  }
  return reinterpret_cast<char*>(region) + begin * kUnit + OffsetOf(begin, bytes);
}

void HugeBlocks::Free(void* block, size_t bytes) noexcept {
  if (bytes > kMostShared) {
    (void)munmap(block, OwnPages(bytes));
    return;
  }
  Region* const region = RegionOf(block);
  const auto offset = reinterpret_cast<uintptr_t>(block) - reinterpret_cast<uintptr_t>(region);
  const std::lock_guard lock(mutex);
  region->Free(static_cast<uint32_t>(offset / kUnit), UnitsFor(bytes));
}

void HugeBlocks::ReturnFree(size_t kept) noexcept {
  const std::lock_guard lock(mutex);
  for (Region** at = &first; *at != nullptr;) {
    Region* const region = *at;
    bool keeps = false;
    for (uint32_t page = 0; page < kPages; ++page) {
      if (!region->IsFree(page)) continue;
      if (kept < kHugePage) {
        region->Return(page);
      } else {
        kept -= kHugePage;
        keeps = true;
      }
    }
    if (region->IsEmpty() && !keeps) {
      *at = region->next;
      (void)munmap(region, kRegion);
    } else {
      at = &region->next;
    }
  }
}

void HugeBlocks::ReturnAllFree() noexcept {
  ReturnFree(0);
  const std::lock_guard lock(mutex);
  for (Region* region = first; region != nullptr; region = region->next) region->ReturnRuns();
}

size_t HugeBlocks::FreeBytes() noexcept {
  const std::lock_guard lock(mutex);
  size_t pages = 0;
  for (const Region* region = first; region != nullptr; region = region->next) {
    for (uint32_t page = 0; page < kPages; ++page) pages += region->IsFree(page) ? 1 : 0;
  }
  return pages * kHugePage;
}

}  // namespace lakebolt

#else

namespace lakebolt {

void* HugeBlocks::Take(size_t bytes) {
  constexpr size_t kLine = 64;
  return std::aligned_alloc(kLine, (bytes + kLine - 1) / kLine * kLine);
}
void HugeBlocks::Free(void* block, size_t) noexcept {
  std::free(block);
}
void HugeBlocks::ReturnFree(size_t) noexcept {}
void HugeBlocks::ReturnAllFree() noexcept {}
size_t HugeBlocks::FreeBytes() noexcept {
  return 0;
}

}  // namespace lakebolt

#endif
