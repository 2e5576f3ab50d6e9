#pragma once

#include <nanobind/nanobind.h>

#include <optional>

namespace lakebolt::python {

/// Lets go of the GIL while it lives, if this thread holds it: whoever waits for the engine's
/// workers must not keep them from calling Python.
class WithoutGil {
 public:
  WithoutGil() {
    if (PyGILState_Check() != 0) release_.emplace();
  }
  WithoutGil(const WithoutGil&) = delete;
  WithoutGil& operator=(const WithoutGil&) = delete;

 private:
  std::optional<nanobind::gil_scoped_release> release_;
};

}  // namespace lakebolt::python
