#include "io/temporary_directory.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <limits>

#include "base/ascii.h"
#include "base/error.h"
#include "base/memory_pool.h"

namespace lakebolt {

namespace {

[[noreturn]] void ThrowErrno(const std::string& action, int error) {
  throw UserError(ErrorCode::kIo, "cannot " + action + ": " + strerror(error), {},
                  "SET temp_directory names a folder to write to");
}

}  // namespace

std::shared_ptr<TemporaryDirectory> TemporaryDirectory::Make(std::string path, std::string limit) {
  return std::shared_ptr<TemporaryDirectory>(
      new TemporaryDirectory(std::move(path), std::move(limit)));
}

void TemporaryDirectory::Open() {
  std::error_code failure;
  std::filesystem::create_directories(path_, failure);
  if (failure) ThrowErrno("make the folder \"" + path_ + "\"", failure.value());
  if (limit_text_.empty() || limit_text_ == "-1" || AsciiLower(limit_text_) == "none") {
    limit_ = std::numeric_limits<int64_t>::max();
  } else if (limit_text_.back() == '%') {
    const auto free = static_cast<double>(std::filesystem::space(path_, failure).available);
    if (failure) ThrowErrno("measure the disk of \"" + path_ + "\"", failure.value());
    limit_ = static_cast<int64_t>(free / 100 * std::atof(limit_text_.c_str()));
  } else {
    limit_ = ParseBytes(limit_text_);
  }
}

std::unique_ptr<TemporaryFile> TemporaryDirectory::CreateFile() {
  std::call_once(opened_, [this] { Open(); });
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
