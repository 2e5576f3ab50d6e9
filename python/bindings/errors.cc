#include "errors.h"

#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>

#include <new>
#include <typeinfo>

#include "base/error.h"

namespace nb = nanobind;

namespace lakebolt::python {

namespace {

[[noreturn]] void RaiseMade(const std::string& text, std::string_view sqlstate,
                            std::string_view kind, const std::string& hint, nb::object position) {
  const nb::object error = nb::module_::import_("lakebolt.errors")
                               .attr("make")(text, nb::str(sqlstate.data(), sqlstate.size()),
                                             nb::str(kind.data(), kind.size()), hint, position);
  PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(error.ptr())), error.ptr());
  throw nb::python_error();
}

}  // namespace

void Raise(const std::exception_ptr& error, const std::string& sql) {
  try {
    std::rethrow_exception(error);
  } catch (const UserError& user) {
    nb::object position = nb::none();
    if (user.range().IsValid()) position = nb::int_(user.range().begin);
    RaiseMade(user.Render(sql), SqlState(user.code()), ErrorCodeName(user.code()), user.hint(),
              position);
  } catch (const std::bad_alloc&) {
    RaiseMade("Error [53200] out of memory", SqlState(ErrorCode::kOutOfMemory),
              ErrorCodeName(ErrorCode::kOutOfMemory), "", nb::none());
  } catch (const nb::python_error&) {
    throw;
  } catch (const nb::builtin_exception&) {
    throw;
  } catch (const std::bad_cast&) {
    throw;  // nanobind's own
  } catch (const std::exception& other) {
    const nb::object kind = nb::module_::import_("lakebolt.errors").attr("InternalError");
    PyErr_SetString(kind.ptr(), other.what());
    throw nb::python_error();
  }
}

}  // namespace lakebolt::python
