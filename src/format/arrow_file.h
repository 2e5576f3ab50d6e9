#pragma once

#include <exception>
#include <memory>

#include "io/random_access_file.h"

namespace arrow {
class Status;
namespace io {
class RandomAccessFile;
}
}  // namespace arrow

namespace lakebolt {

/// Gives Arrow C++ a file to read, and brings the file's exceptions, which must not cross Arrow's
/// code, back to the caller. For one thread.
class ArrowFile {
 public:
  explicit ArrowFile(std::shared_ptr<const RandomAccessFile> file);

  const std::shared_ptr<arrow::io::RandomAccessFile>& file() const { return file_; }

  /// Throws what a read threw, or UserError kCorruptData when `status` is an error.
  void Check(const arrow::Status& status) const;

 private:
  std::string path_;
  std::shared_ptr<std::exception_ptr> thrown_;
  std::shared_ptr<arrow::io::RandomAccessFile> file_;
};

}  // namespace lakebolt
