#include "base/freed_memory.h"

#include <atomic>
#include <charconv>
#include <cstdint>

#if defined(__GLIBC__)
#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>
#endif

namespace lakebolt {

#if defined(__GLIBC__)

namespace {

/// Trimming walks all free blocks, and trimmed pages must be cleared again when they are next used:
/// below this much neither is worth it.
constexpr int64_t kGrowth = int64_t{32} << 20;

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

}  // namespace

void ReturnFreedMemory() {
  static std::atomic<int64_t> after_last{0};
  const int64_t resident = ResidentBytes();
  int64_t last = after_last.load(std::memory_order_relaxed);
  // Of several callers the one that sets the mark goes on.
  if (resident >= last && resident < last + kGrowth) return;
  if (!after_last.compare_exchange_strong(last, resident) || resident < last) return;
  malloc_trim(0);
  after_last.store(ResidentBytes(), std::memory_order_relaxed);
}

void KeepResidentBelow(int64_t bytes) {
  static std::atomic<int64_t> not_below{0};  // trimming would not help before that is resident
  const int64_t resident = ResidentBytes();
  int64_t mark = not_below.load(std::memory_order_relaxed);
  const bool is_much = resident > bytes && resident >= mark;
  if (!is_much && resident + kGrowth >= mark) return;
  // Of several callers the one that sets the mark goes on.
  if (!not_below.compare_exchange_strong(mark, resident + kGrowth) || !is_much) return;
  malloc_trim(0);
  not_below.store(ResidentBytes() + kGrowth, std::memory_order_relaxed);
}

#else

void ReturnFreedMemory() {}
void KeepResidentBelow(int64_t) {}

#endif

}  // namespace lakebolt
