#include "errors.h"

#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>

#include <new>
#include <typeinfo>

#include "base/error.h"

namespace nb = nanobind;

namespace lakebolt::python {

namespace {

/// Makes a str of what may quote bytes of a damaged file.
nb::object Text(std::string_view text) {
  return nb::steal(
      PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "replace"));
}

[[noreturn]] void RaiseMade(const std::string& text, std::string_view sqlstate,
                            std::string_view kind, const std::string& hint, nb::object position) {
  const nb::object error =
      nb::module_::import_("lakebolt.errors")
          .attr("make")(Text(text), Text(sqlstate), Text(kind), Text(hint), position);
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
