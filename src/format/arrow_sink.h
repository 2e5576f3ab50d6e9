#pragma once

#include <exception>
#include <memory>

#include "io/output.h"

namespace arrow::io {
class OutputStream;
}
namespace arrow {
class Status;
}

namespace lakebolt {

/// Gives Arrow C++ an output stream over an Output, and brings its exceptions, which must not cross
/// Arrow's code, back to the caller.
class ArrowSink {
 public:
  explicit ArrowSink(Output* output);

  const std::shared_ptr<arrow::io::OutputStream>& stream() const { return stream_; }

  /// Throws what the output threw, or UserError kIo when `status` is an error.
  void Check(const arrow::Status& status) const;

 private:
  std::shared_ptr<std::exception_ptr> thrown_;
  std::shared_ptr<arrow::io::OutputStream> stream_;
};

}  // namespace lakebolt
