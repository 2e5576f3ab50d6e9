#pragma once

#include <functional>

#include "base/cancellation.h"

namespace lakebolt {

/// Has a function called when a token is cancelled, in the thread that does so: for work that waits
/// instead of looking. Once this is destroyed, no call is under way any more.
class CancellationListener {
 public:
  /// `call` must not throw; `token` must outlive this.
  CancellationListener(const CancellationToken* token, std::function<void()> call);
  ~CancellationListener();
  CancellationListener(const CancellationListener&) = delete;
  CancellationListener& operator=(const CancellationListener&) = delete;

 private:
  friend void CancelAndWake(CancellationToken& token);

  const CancellationToken* token_;
  std::function<void()> call_;
};

/// Cancels a token and calls who listens to it. Thread-safe; not for signal handlers.
void CancelAndWake(CancellationToken& token);

}  // namespace lakebolt
