#include "base/freed_memory.h"

#include <atomic>
#include <charconv>
#include <cstdint>

#if defined(__GLIBC__)
#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>
#endif

#include "base/huge_blocks.h"

namespace lakebolt {

#if defined(__GLIBC__)

namespace {

/// Trimming walks all free blocks, and trimmed pages must be cleared again when they are next used:
/// below this much neither is worth it.
constexpr int64_t kGrowth = int64_t{32} << 20;

/// Bytes of huge pages that are kept for what comes next: to clear one that a small block needs
/// takes as long as to clear two megabytes.
constexpr size_t kKeptHugePages = size_t{32} << 20;

/// Where so much more is resident than may be, pages that are partly in use are given back in part.
constexpr int64_t kMuchBeyond = int64_t{128} << 20;

/// Returns the resident bytes of the process, 0 where they cannot be told.
int64_t ResidentBytes() {
  const int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  char text[128];
  const ssize_t length = read(file, text, sizeof(text));
  close(file);
  if (length <= 0) return 0;
  const char* end = text + length;
  int64_t total = 0;
  int64_t resident = 0;
  const auto [after_total, error] = std::from_chars(text, end, total);
  if (error != std::errc() || after_total == end) return 0;
  if (std::from_chars(after_total + 1, end, resident).ec != std::errc()) return 0;
  return resident * sysconf(_SC_PAGESIZE);
}

/// Trims where the process has much more that nobody is known to use than when it last did.
class TrimMark {
 public:
  /// Returns freed memory if more than `bytes` are resident, of which `used` are in use.
  void TrimAbove(int64_t bytes, int64_t used) {
    const int64_t resident = ResidentBytes();
    const int64_t excess = resident - used;
    int64_t last = after_last_.load(std::memory_order_relaxed);
    const bool has_shrunk = excess < last;
    if (!has_shrunk && (excess < last + kGrowth || resident <= bytes)) return;
    // Of several callers the one that sets the mark goes on.
    if (!after_last_.compare_exchange_strong(last, excess) || has_shrunk) return;
    HugeBlocks::ReturnFree(kKeptHugePages);
    malloc_trim(0);
    if (bytes > 0 && ResidentBytes() > bytes + kMuchBeyond) HugeBlocks::ReturnAllFree();
    after_last_.store(ResidentBytes() - used, std::memory_order_relaxed);
  }

 private:
  std::atomic<int64_t> after_last_{0};
};

}  // namespace

// Each has a mark of its own: what was in use when KeepResidentBelow trimmed is free at the end.

void ReturnFreedMemory() {
  static TrimMark mark;
  HugeBlocks::ReturnFree(kKeptHugePages);
  mark.TrimAbove(0, 0);
}

void KeepResidentBelow(int64_t bytes, int64_t used) {
  static TrimMark mark;
  mark.TrimAbove(bytes, used);
}

#else

void ReturnFreedMemory() {}
void KeepResidentBelow(int64_t, int64_t) {}

#endif

}  // namespace lakebolt
