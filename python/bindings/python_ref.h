#pragma once

#include <nanobind/nanobind.h>

#include <memory>

namespace lakebolt::python {

/// Keeps a Python object for the engine, whose threads copy it and let go of it without the GIL.
class PythonRef {
 public:
  /// Keeps `object`; called with the GIL held.
  explicit PythonRef(nanobind::object object) : object_(object.release().ptr(), Release) {}

  /// Returns the object; to be used with the GIL held.
  nanobind::handle get() const { return object_.get(); }

 private:
  static void Release(PyObject* object) {
    if (Py_IsInitialized() == 0) return;  // the objects are gone with the interpreter
    const nanobind::gil_scoped_acquire gil;
    Py_XDECREF(object);
  }

  std::shared_ptr<PyObject> object_;
};

}  // namespace lakebolt::python
