#include "base/thread_start.h"

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "base/fault.h"

namespace lakebolt {

std::thread StartThread(std::function<void()> body) {
  std::error_code reason(FaultFor(FaultSite::kThread), std::generic_category());
  try {
    if (!reason) return std::thread(std::move(body));
  } catch (const std::system_error& error) {
    reason = error.code();
  }
  throw UserError(ErrorCode::kOutOfMemory, "cannot start a thread: " + reason.message(), {},
                  "raise the limits on processes and memory (ulimit -u, ulimit -v)");
}

}  // namespace lakebolt
