#pragma once

#include <nanobind/nanobind.h>
#include <unistd.h>

#include <exception>
#include <functional>
#include <optional>

#include "api/interrupt.h"
#include "errors.h"

namespace lakebolt::python {

/// Calls `cancel` on Ctrl-C while it lives, if this is the main thread: Python raises
/// KeyboardInterrupt nowhere else.
class MainThreadInterrupt {
 public:
  explicit MainThreadInterrupt(std::function<void()> cancel) {
    if (gettid() == getpid()) scope_.emplace(std::move(cancel));
  }

  bool interrupted() const { return scope_ && scope_->interrupted(); }

 private:
  std::optional<InterruptScope> scope_;
};

/// Tells whether Ctrl-C was pressed and Python's handler has not been called yet; it still will be.
/// Always false but on the main thread, which must not hold the GIL.
inline bool IsInterruptPending() {
  if (gettid() != getpid()) return false;
  const nanobind::gil_scoped_acquire gil;
  if (PyOS_InterruptOccurred() == 0) return false;
  PyErr_SetInterrupt();  // asking took it away
  return true;
}

/// Calls `body` without the GIL. Ctrl-C calls `cancel` and, once `body` has ended with an error,
/// raises what Python's handler raises; other errors are raised as their Python exceptions.
template <typename Body>
void RunInterruptible(const std::string& sql, std::function<void()> cancel, Body&& body) {
  std::exception_ptr error;
  bool interrupted = false;
  {
    nanobind::gil_scoped_release release;
    MainThreadInterrupt interrupt(std::move(cancel));
    try {
      body();
    } catch (...) {
      error = std::current_exception();
    }
    interrupted = interrupt.interrupted();
  }
  if (!error) return;
  if (interrupted && PyErr_CheckSignals() != 0) throw nanobind::python_error();
  Raise(error, sql);
}

}  // namespace lakebolt::python
