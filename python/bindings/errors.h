#pragma once

#include <exception>
#include <string>

namespace lakebolt::python {

/// Raises `error` as the Python exception of its kind; `sql` is the text it may point into. Called
/// with the GIL held, from outside of any other error. Always throws.
[[noreturn]] void Raise(const std::exception_ptr& error, const std::string& sql);

}  // namespace lakebolt::python
