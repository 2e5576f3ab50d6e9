#pragma once

#include <nanobind/nanobind.h>

#include <memory>
#include <optional>
#include <string>

#include "base/cancellation_listener.h"

namespace lakebolt::python {

/// Holds the GIL for the user's code while it lives, on any thread that does not hold it yet. A
/// query that is cancelled raises KeyboardInterrupt in that code; CheckCancellation() then tells.
///
/// No lock of the engine may be held meanwhile, and who cancels must not hold the GIL.
class UserCode {
 public:
  /// `database` is the one that calls.
  explicit UserCode(const void* database);
  ~UserCode();
  UserCode(const UserCode&) = delete;
  UserCode& operator=(const UserCode&) = delete;

  /// Tells whether this thread runs the user's code for a query of `database`.
  static bool RunsFor(const void* database);

 private:
  struct Running;

  // The listener goes after the GIL has: a call of it that is under way may wait for that.
  const void* outer_;
  std::shared_ptr<Running> running_;
  std::optional<CancellationListener> listener_;
  std::optional<nanobind::gil_scoped_acquire> gil_;
};

/// Throws what the Python error at hand means: that the query was cancelled, or UserError
/// kUserCodeError with the traceback, whose exception the error's Python form has as its cause.
/// `call` is the failing call as text, such as "f(1, 'a')", or empty.
[[noreturn]] void ThrowFailure(const std::string& function, const std::string& call,
                               nanobind::python_error& error);

/// Writes a call for people, with arguments cut short.
std::string CallText(const std::string& function, nanobind::handle arguments);

}  // namespace lakebolt::python
