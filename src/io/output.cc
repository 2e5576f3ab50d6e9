#include "io/output.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/error.h"

namespace lakebolt {

namespace {

[[noreturn]] void ThrowIo(const std::string& what) {
  throw UserError(ErrorCode::kIo, "cannot write " + what + ": " + std::strerror(errno));
}

void WriteAll(int descriptor, std::string_view bytes, const std::string& what) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<size_t>(written));
    } else if (errno == EPIPE) {
      throw OutputClosed();
    } else if (errno != EINTR) {
      ThrowIo(what);
    }
  }
}

}  // namespace

void DescriptorOutput::Drain(std::string_view bytes) {
  WriteAll(descriptor_, bytes, "the output");
}

FileOutput::FileOutput(const std::string& path)
    : path_(path),
      partial_path_(path + ".partial"),
      descriptor_(open(partial_path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) {
  if (descriptor_ < 0) ThrowIo("'" + partial_path_ + "'");
}

FileOutput::~FileOutput() {
  if (descriptor_ < 0) return;
  close(descriptor_);
  unlink(partial_path_.c_str());
}

void FileOutput::Drain(std::string_view bytes) {
  WriteAll(descriptor_, bytes, "'" + partial_path_ + "'");
}

void FileOutput::Commit() {
  Flush();
  const int descriptor = descriptor_;
  descriptor_ = -1;
  if (close(descriptor) != 0) ThrowIo("'" + partial_path_ + "'");
  if (rename(partial_path_.c_str(), path_.c_str()) != 0) ThrowIo("'" + path_ + "'");
}

}  // namespace lakebolt
