#include "user_code.h"

#include <nanobind/stl/string.h>

#include <utility>

#include "base/cancellation_scope.h"
#include "base/current_cancellation.h"
#include "base/user_code_error.h"

namespace nb = nanobind;

namespace lakebolt::python {

namespace {
thread_local const void* calling_database = nullptr;
}

/// Says which thread is to be interrupted, and whether it is still in the user's code. The GIL
/// guards it.
struct UserCode::Running {
  unsigned long thread = PyThread_get_thread_ident();  // NOLINT: as CPython has it
  bool still = true;
};

UserCode::UserCode(const void* database) {
  if (const CancellationToken* token = CurrentCancellation(); token != nullptr) {
    running_ = std::make_shared<Running>();
    listener_.emplace(token, [running = running_] {
      const nb::gil_scoped_acquire gil;
      if (running->still) PyThreadState_SetAsyncExc(running->thread, PyExc_KeyboardInterrupt);
    });
    CheckCancellation();
  }
  gil_.emplace();
  outer_ = std::exchange(calling_database, database);
}

UserCode::~UserCode() {
  calling_database = outer_;
  if (running_ != nullptr) {
    running_->still = false;
    PyThreadState_SetAsyncExc(running_->thread, nullptr);  // it came too late
  }
  gil_.reset();
}

bool UserCode::RunsFor(const void* database) {
  return calling_database == database;
}

void ThrowFailure(const std::string& function, const std::string& call, nb::python_error& error) {
  CheckCancellation();
  std::string message = "function " + function + " failed";
  try {
    const nb::object made = nb::module_::import_("lakebolt.udfs.failure")
                                .attr("remember")(function, call, nb::borrow(error.value()));
    message = nb::cast<std::string>(made);
  } catch (const nb::python_error&) {
    // The exception cannot be written: it is said that there was one.
  } catch (const nb::cast_error&) {
  }
  throw UserError(kUserCodeError, message);
}

std::string CallText(const std::string& function, nb::handle arguments) {
  try {
    return nb::cast<std::string>(
        nb::module_::import_("lakebolt.udfs.failure").attr("call_text")(function, arguments));
  } catch (const std::exception&) {
    return function + "(…)";
  }
}

}  // namespace lakebolt::python
