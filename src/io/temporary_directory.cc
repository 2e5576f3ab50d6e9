#include "io/temporary_directory.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "base/error.h"
#include "base/memory_pool.h"

namespace lakebolt {

namespace {

[[noreturn]] void ThrowErrno(const std::string& action, int error) {
  throw UserError(ErrorCode::kIo, "cannot " + action + ": " + strerror(error), {},
                  "SET temp_directory names a folder to write to");
}

}  // namespace

std::shared_ptr<TemporaryDirectory> TemporaryDirectory::Make(std::string path, int64_t limit) {
  return std::shared_ptr<TemporaryDirectory>(new TemporaryDirectory(std::move(path), limit));
}

std::unique_ptr<TemporaryFile> TemporaryDirectory::CreateFile() {
  std::error_code failure;
  std::filesystem::create_directories(path_, failure);
  if (failure) ThrowErrno("make the folder \"" + path_ + "\"", failure.value());
  std::string name = path_ + "/lakebolt-XXXXXX";
  const int descriptor = mkostemp(name.data(), O_CLOEXEC);
  if (descriptor < 0) ThrowErrno("create a temporary file in \"" + path_ + "\"", errno);
  unlink(name.c_str());
  return std::unique_ptr<TemporaryFile>(new TemporaryFile(shared_from_this(), descriptor));
}

void TemporaryDirectory::Take(int64_t bytes) {
  const int64_t before = used_.fetch_add(bytes, std::memory_order_relaxed);
  if (before + bytes <= limit_) return;
  GiveBack(bytes);
  throw UserError(ErrorCode::kOutOfMemory,
                  "temporary files hold " + FormatBytes(before) + " of " + FormatBytes(limit_) +
                      " allowed, and " + FormatBytes(bytes) + " more are needed",
                  {}, "raise max_temp_directory_size or memory_limit");
}

TemporaryFile::~TemporaryFile() {
  close(descriptor_);
  directory_->GiveBack(size_);
}

int64_t TemporaryFile::Append(const uint8_t* bytes, size_t size) {
  const auto length = static_cast<int64_t>(size);
  directory_->Take(length);
  size_t done = 0;
  while (done < size) {
    const ssize_t written = pwrite(descriptor_, bytes + done, size - done,
                                   static_cast<off_t>(size_ + static_cast<int64_t>(done)));
    if (written > 0) {
      done += static_cast<size_t>(written);
    } else if (errno != EINTR) {
      const int error = errno;
      directory_->GiveBack(length);
      ThrowErrno("write to a temporary file", error);
    }
  }
  const int64_t begin = size_;
  size_ += length;
  return begin;
}

void TemporaryFile::ReadAt(int64_t offset, uint8_t* out, size_t size) const {
  while (size > 0) {
    const ssize_t got = pread(descriptor_, out, size, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) ThrowErrno("read a temporary file", errno);
    if (got == 0) throw UserError(ErrorCode::kIo, "a temporary file ends too early");
    offset += got;
    out += got;
    size -= static_cast<size_t>(got);
  }
}

}  // namespace lakebolt
