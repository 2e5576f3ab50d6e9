#include "io/file_handle.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "base/error.h"
#include "base/fault.h"

namespace lakebolt {

namespace {

struct ErrnoMeaning {
  ErrorCode code;
  const char* hint;
};

ErrnoMeaning MeaningOf(int error) {
  switch (error) {
    case ENOSPC: return {ErrorCode::kOutOfDisk, "free some space on the disk"};
    case EDQUOT: return {ErrorCode::kOutOfDisk, "the user's quota on this disk is used up"};
    case EFBIG:
      return {ErrorCode::kOutOfDisk, "the file system or ulimit -f bounds the size of files"};
    case ENOMEM: return {ErrorCode::kOutOfMemory, "the system has no memory left"};
    case EMFILE: return {ErrorCode::kIo, "raise the limit on open files (ulimit -n)"};
    case ENFILE: return {ErrorCode::kIo, "the system has too many open files"};
    case EACCES:
    case EPERM: return {ErrorCode::kIo, "look at the permissions of the file and its folder"};
    case EROFS: return {ErrorCode::kIo, "the disk is mounted read-only"};
    default: return {ErrorCode::kIo, ""};
  }
}

/// Calls `operation` again as long as signals interrupt it; injected errors come first. Returns
/// what it returned, -1 with errno set when it failed.
template <typename Operation>
ssize_t Retry(FaultSite site, size_t length, Operation operation) {
  while (true) {
    size_t allowed = length;
    const int injected = FaultFor(site, length == 0 ? nullptr : &allowed);
    if (injected == 0) {
      const ssize_t done = operation(allowed);
      if (done >= 0 || errno != EINTR) return done;
    } else if (injected != EINTR) {
      errno = injected;
      return -1;
    }
  }
}

}  // namespace

void ThrowIoError(const std::string& action, const std::string& path, int error,
                  const std::string& hint) {
  const ErrnoMeaning meaning = MeaningOf(error);
  throw UserError(meaning.code, "cannot " + action + " \"" + path + "\": " + std::strerror(error),
                  {}, hint.empty() ? meaning.hint : hint);
}

FileHandle::~FileHandle() {
  if (descriptor_ >= 0) close(descriptor_);
}

FileHandle& FileHandle::operator=(FileHandle&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

FileHandle OpenFile(const std::string& path, int flags, unsigned mode) {
  FileHandle file = TryOpenFile(path, flags, mode);
  if (file.IsOpen()) return file;
  const int error = errno;
  ThrowIoError((flags & O_CREAT) != 0 ? "create" : "open", path, error);
}

FileHandle TryOpenFile(const std::string& path, int flags, unsigned mode) {
  return FileHandle(static_cast<int>(Retry(
      FaultSite::kOpen, 0, [&](size_t) { return open(path.c_str(), flags | O_CLOEXEC, mode); })));
}

void ReadFileAt(int descriptor, const std::string& name, uint64_t offset, size_t length,
                uint8_t* out) {
  while (length > 0) {
    const ssize_t got = Retry(FaultSite::kRead, length, [&](size_t allowed) {
      return pread(descriptor, out, allowed, static_cast<off_t>(offset));
    });
    if (got < 0) ThrowIoError("read", name, errno);
    if (got == 0) {
      throw UserError(ErrorCode::kIo, "cannot read \"" + name + "\": it ends at byte " +
                                          std::to_string(offset) + ", before the bytes wanted");
    }
    offset += static_cast<uint64_t>(got);
    out += got;
    length -= static_cast<size_t>(got);
  }
}

void WriteFileAt(int descriptor, const std::string& name, uint64_t offset, const uint8_t* bytes,
                 size_t length, const std::string& hint) {
  while (length > 0) {
    const ssize_t written = Retry(FaultSite::kWrite, length, [&](size_t allowed) {
      return pwrite(descriptor, bytes, allowed, static_cast<off_t>(offset));
    });
    if (written < 0) ThrowIoError("write to", name, errno, hint);
    offset += static_cast<uint64_t>(written);
    bytes += written;
    length -= static_cast<size_t>(written);
  }
}

bool WriteFile(int descriptor, const std::string& name, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = Retry(FaultSite::kWrite, bytes.size(), [&](size_t allowed) {
      return write(descriptor, bytes.data(), allowed);
    });
    if (written < 0 && errno == EPIPE) return false;
    if (written < 0) ThrowIoError("write to", name, errno);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

void SyncFile(int descriptor, const std::string& name) {
  if (Retry(FaultSite::kSync, 0, [&](size_t) { return fsync(descriptor); }) != 0) {
    ThrowIoError("write to", name, errno);
  }
}

void RenameFile(const std::string& from, const std::string& to) {
  const auto rename_it = [&](size_t) { return rename(from.c_str(), to.c_str()); };
  if (Retry(FaultSite::kRename, 0, rename_it) != 0) ThrowIoError("create", to, errno);
}

}  // namespace lakebolt
