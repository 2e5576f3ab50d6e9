#pragma once

#include <atomic>

#include "base/error.h"

namespace lakebolt {

/// Tells running work that its query was cancelled; looked at once a morsel. Thread-safe.
class CancellationToken {
 public:
  void Cancel() { cancelled_.store(true, std::memory_order_relaxed); }
  void Reset() { cancelled_.store(false, std::memory_order_relaxed); }
  bool IsCancelled() const { return cancelled_.load(std::memory_order_relaxed); }

  /// Throws kCancelled when the query was cancelled.
  void Check() const {
    if (IsCancelled()) throw UserError(ErrorCode::kCancelled, "the query was cancelled");
  }

 private:
  std::atomic<bool> cancelled_{false};
};

}  // namespace lakebolt
