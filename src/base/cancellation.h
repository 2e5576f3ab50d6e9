#pragma once

#include <atomic>

#include "base/error.h"

namespace lakebolt {

/// Tells running work that its query was cancelled; looked at once a morsel. Thread-safe.
class CancellationToken {
 public:
  CancellationToken() = default;
  /// Makes the token of work that is part of a query: it is cancelled with `parent`, which must
  /// outlive it, or alone.
  explicit CancellationToken(const CancellationToken* parent) : parent_(parent) {}

  void Cancel() { cancelled_.store(true, std::memory_order_relaxed); }
  void Reset() { cancelled_.store(false, std::memory_order_relaxed); }
  bool IsCancelled() const {
    return cancelled_.load(std::memory_order_relaxed) ||
           (parent_ != nullptr && parent_->IsCancelled());
  }

  /// Throws kCancelled when the query was cancelled.
  void Check() const {
    if (IsCancelled()) throw UserError(ErrorCode::kCancelled, "the query was cancelled");
  }

 private:
  std::atomic<bool> cancelled_{false};
  const CancellationToken* parent_ = nullptr;
};

}  // namespace lakebolt
