#include "io/late_close.h"

#include <unistd.h>

#include "io/async_pool.h"

namespace lakebolt {

namespace {

/// Takes about as long as to wake a thread, or a few milliseconds where the system is slow.
constexpr int64_t kClosedAtOnce = int64_t{8} << 20;

}  // namespace

void CloseUnnamed(int descriptor, int64_t bytes) noexcept {
  if (bytes > kClosedAtOnce && TryRunLater([descriptor] { close(descriptor); })) return;
  close(descriptor);
}

}  // namespace lakebolt
