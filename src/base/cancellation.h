#pragma once

#include <atomic>
#include <chrono>

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
    return cancelled_.load(std::memory_order_relaxed) || IsLate() ||
           (parent_ != nullptr && parent_->IsCancelled());
  }

  /// Cancels the work at a point in time; set before the work begins.
  void SetDeadline(std::chrono::steady_clock::time_point deadline) { deadline_ = deadline; }

  /// Throws kCancelled when the query was cancelled.
  void Check() const {
    if (!IsCancelled()) return;
    throw UserError(ErrorCode::kCancelled, IsLate() ? "the query has run for max_execution_time"
                                                    : "the query was cancelled");
  }

 private:
  bool IsLate() const {
    return deadline_ != kNever && std::chrono::steady_clock::now() >= deadline_;
  }

  static constexpr auto kNever = std::chrono::steady_clock::time_point::max();

  std::chrono::steady_clock::time_point deadline_ = kNever;
  std::atomic<bool> cancelled_{false};
  const CancellationToken* parent_ = nullptr;
};

}  // namespace lakebolt
