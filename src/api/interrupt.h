#pragma once

#include <atomic>
#include <functional>

namespace lakebolt {

/// Calls a function when the user presses Ctrl-C (SIGINT) while it lives. The signal's earlier
/// handler, such as Python's, runs as well. The function runs on a thread of its own, so that it
/// may lock; it must not throw. One scope at a time is served: an inner or concurrent one does
/// nothing. A signal that the process ignores stays ignored.
class InterruptScope {
 public:
  explicit InterruptScope(std::function<void()> on_interrupt);
  ~InterruptScope();
  InterruptScope(const InterruptScope&) = delete;
  InterruptScope& operator=(const InterruptScope&) = delete;

  /// Tells whether Ctrl-C was pressed since the scope began.
  bool interrupted() const { return interrupted_.load(); }

 private:
  friend class InterruptWatcher;

  void Interrupt() {
    interrupted_.store(true);
    on_interrupt_();
  }

  std::function<void()> on_interrupt_;
  std::atomic<bool> interrupted_{false};
  bool active_ = false;
};

}  // namespace lakebolt
