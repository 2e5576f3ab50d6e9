#include "io/pipe_file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <map>
#include <mutex>
#include <utility>

#include "base/cancellation_scope.h"
#include "io/file_handle.h"
#include "io/temporary_directory.h"

namespace lakebolt {

namespace {

constexpr long kPipeFiles = 0x50495045;  // PIPEFS_MAGIC of Linux, where unnamed pipes live
constexpr size_t kReadBytes = 1 << 16;
constexpr int kPollMilliseconds = 50;

std::filesystem::path TemporaryFolder() {
  std::error_code error;
  std::filesystem::path folder = std::filesystem::temp_directory_path(error);
  if (error) ThrowIoError("use", "TMPDIR", error.value());
  return folder;
}

/// Holds what came through one pipe.
class KeptPipe {
 public:
  explicit KeptPipe(const std::string& path)
      : pipe_(OpenFile(path, O_RDONLY | O_NONBLOCK)),
        directory_(TemporaryDirectory::Make(TemporaryFolder(), "90%")),
        bytes_(directory_->CreateFile()) {}

  /// Takes what is still to come.
  void ReadToEnd(const std::string& path) {
    std::unique_lock lock(mutex_, std::defer_lock);
    while (!lock.try_lock_for(std::chrono::milliseconds(kPollMilliseconds))) CheckCancellation();
    std::string buffer(kReadBytes, '\0');
    while (pipe_.IsOpen()) {
      CheckCancellation();
      Keep();
      const ssize_t got = read(pipe_.descriptor(), buffer.data(), buffer.size());
      if (got > 0) {
        taken_.assign(buffer, 0, static_cast<size_t>(got));
      } else if (got == 0) {
        pipe_ = FileHandle();
      } else if (errno == EAGAIN || errno == EINTR) {
        pollfd wanted = {pipe_.descriptor(), POLLIN, 0};
        (void)poll(&wanted, 1, kPollMilliseconds);
      } else {
        ThrowIoError("read", path, errno);
      }
    }
  }

  const TemporaryFile& bytes() const { return *bytes_; }

 private:
  /// Writes what was taken from the pipe, which has it no more: where that fails, the next reader
  /// does it.
  void Keep() {
    if (taken_.empty()) return;
    bytes_->Append(reinterpret_cast<const uint8_t*>(taken_.data()), taken_.size());
    taken_.clear();
  }

  std::timed_mutex mutex_;
  FileHandle pipe_;    // none once its end was reached
  std::string taken_;  // and not yet kept
  std::shared_ptr<TemporaryDirectory> directory_;
  std::unique_ptr<TemporaryFile> bytes_;
};

class PipeFile final : public RandomAccessFile {
 public:
  PipeFile(const std::string& path, uint64_t inode, std::shared_ptr<const KeptPipe> pipe)
      : pipe_(std::move(pipe)),
        identity_{path, static_cast<uint64_t>(pipe_->bytes().size()), 0, inode} {}

  const FileIdentity& identity() const override { return identity_; }
  bool IsFast() const override { return true; }
  void ReadAt(uint64_t offset, size_t length, uint8_t* out) const override {
    pipe_->bytes().ReadAt(static_cast<int64_t>(offset), out, length);
  }

 private:
  std::shared_ptr<const KeptPipe> pipe_;
  FileIdentity identity_;
};

/// Returns what is kept of a pipe, whose inode no other pipe has as long as the system runs.
std::shared_ptr<KeptPipe> KeptPipeOf(const std::string& path, uint64_t inode) {
  static std::mutex mutex;
  static std::map<uint64_t, std::shared_ptr<KeptPipe>> pipes;
  const std::lock_guard lock(mutex);
  std::shared_ptr<KeptPipe>& pipe = pipes[inode];
  if (pipe == nullptr) pipe = std::make_shared<KeptPipe>(path);
  return pipe;
}

}  // namespace

bool IsUnnamedPipe(const std::string& path, const struct stat& info) {
  struct statfs system;
  return S_ISFIFO(info.st_mode) && statfs(path.c_str(), &system) == 0 &&
         static_cast<long>(system.f_type) == kPipeFiles;
}

std::shared_ptr<const RandomAccessFile> OpenPipe(const std::string& path, const struct stat& info) {
  const std::shared_ptr<KeptPipe> pipe = KeptPipeOf(path, info.st_ino);
  pipe->ReadToEnd(path);
  return std::make_shared<PipeFile>(path, info.st_ino, pipe);
}

}  // namespace lakebolt
