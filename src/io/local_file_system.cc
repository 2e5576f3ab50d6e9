#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/error.h"
#include "io/file_system.h"

namespace lakebolt {

namespace {

[[noreturn]] void ThrowErrno(const std::string& action, const std::string& path, int error) {
  throw UserError(ErrorCode::kIo, "cannot " + action + " \"" + path + "\": " + strerror(error));
}

FileIdentity IdentityOf(const std::string& path, const struct stat& info) {
  if (S_ISDIR(info.st_mode)) {
    throw UserError(ErrorCode::kIo, "\"" + path + "\" is a folder, not a file");
  }
  return {path, static_cast<uint64_t>(info.st_size),
          static_cast<int64_t>(info.st_mtim.tv_sec) * 1'000'000'000 + info.st_mtim.tv_nsec,
          static_cast<uint64_t>(info.st_ino)};
}

/// Reads a local file with pread; the kernel's page cache is the only cache.
class LocalFile final : public RandomAccessFile {
 public:
  explicit LocalFile(const std::string& path)
      : descriptor_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (descriptor_ < 0) ThrowErrno("open", path, errno);
    struct stat info;
    if (fstat(descriptor_, &info) != 0) {
      const int error = errno;
      close(descriptor_);
      ThrowErrno("examine", path, error);
    }
    try {
      identity_ = IdentityOf(path, info);
    } catch (...) {
      close(descriptor_);
      throw;
    }
  }
  ~LocalFile() override { close(descriptor_); }
  LocalFile(const LocalFile&) = delete;
  LocalFile& operator=(const LocalFile&) = delete;

  const FileIdentity& identity() const override { return identity_; }
  bool IsFast() const override { return true; }

  void ReadAt(uint64_t offset, size_t length, uint8_t* out) const override {
    while (length > 0) {
      const ssize_t got = pread(descriptor_, out, length, static_cast<off_t>(offset));
      if (got < 0) {
        if (errno == EINTR) continue;
        ThrowErrno("read", path(), errno);
      }
      if (got == 0) {
        throw UserError(ErrorCode::kIo, "cannot read \"" + path() + "\": it ends at byte " +
                                            std::to_string(offset) + ", before the bytes wanted");
      }
      offset += static_cast<uint64_t>(got);
      out += got;
      length -= static_cast<size_t>(got);
    }
  }

 private:
  int descriptor_;
  FileIdentity identity_;
};

class LocalFiles final : public FileSystem {
 public:
  std::shared_ptr<const RandomAccessFile> Open(const std::string& path) const override {
    return std::make_shared<LocalFile>(path);
  }

  FileIdentity Identify(const std::string& path) const override {
    struct stat info;
    if (stat(path.c_str(), &info) != 0) ThrowErrno("open", path, errno);
    return IdentityOf(path, info);
  }

  bool IsDirectory(const std::string& path) const override {
    struct stat info;
    return stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
  }
  bool Exists(const std::string& path) const override {
    struct stat info;
    return stat(path.c_str(), &info) == 0;
  }

  std::vector<DirectoryEntry> List(const std::string& folder) const override {
    std::error_code error;
    std::vector<DirectoryEntry> entries;
    std::filesystem::directory_iterator at(folder.empty() ? "." : folder, error);
    for (const std::filesystem::directory_iterator end; !error && at != end; at.increment(error)) {
      std::error_code ignored;  // an entry that vanished meanwhile is no folder
      entries.push_back({at->path().filename().string(), at->is_directory(ignored)});
    }
    if (error) ThrowErrno("list", folder, error.value());
    std::sort(entries.begin(), entries.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    return entries;
  }
};

}  // namespace

const FileSystem& LocalFileSystem() {
  static const LocalFiles files;
  return files;
}

const FileSystem& FileSystemFor(std::string& path) {
  constexpr std::string_view kFileScheme = "file://";
  if (path.starts_with(kFileScheme)) {
    path.erase(0, kFileScheme.size());
    return LocalFileSystem();
  }
  const size_t scheme_end = path.find("://");
  if (scheme_end != std::string::npos) {
    throw UserError(
        ErrorCode::kNotSupported,
        "cannot open \"" + path + "\": no file system for " + path.substr(0, scheme_end) + "://",
        {}, "only local files can be read");
  }
  return LocalFileSystem();
}

}  // namespace lakebolt
