#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/error.h"
#include "base/fault.h"
#include "base/list_folder.h"
#include "io/file_access.h"
#include "io/file_handle.h"
#include "io/file_system.h"
#include "io/pipe_file.h"

namespace lakebolt {

namespace {

bool IsTerminal(const std::string& path) {
  const FileHandle file = TryOpenFile(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  return file.IsOpen() && isatty(file.descriptor()) != 0;
}

FileIdentity IdentityOf(const std::string& path, const struct stat& info) {
  if (S_ISDIR(info.st_mode)) {
    throw UserError(ErrorCode::kIo, "\"" + path + "\" is a folder, not a file");
  }
  if (S_ISFIFO(info.st_mode) || S_ISSOCK(info.st_mode)) {
    throw UserError(ErrorCode::kIo, "\"" + path + "\" is a pipe, which cannot be read twice", {},
                    "write what comes through it to a file first");
  }
  if (S_ISCHR(info.st_mode) && IsTerminal(path)) {
    throw UserError(ErrorCode::kIo, "\"" + path + "\" is a terminal", {},
                    "give it a file or a pipe instead, as in: lakebolt … < data.csv");
  }
  return {path, static_cast<uint64_t>(info.st_size),
          static_cast<int64_t>(info.st_mtim.tv_sec) * 1'000'000'000 + info.st_mtim.tv_nsec,
          static_cast<uint64_t>(info.st_ino)};
}

/// Returns a hint of the files in a folder whose names are like that of one which is not there.
std::string FilesLike(const std::string& path) {
  const size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  std::vector<FolderEntry> entries;
  if (!MayAccessFile(folder) || ListFolder(folder, entries) != 0) return "";
  std::vector<std::string> names;
  for (FolderEntry& entry : entries) names.push_back(std::move(entry.name));
  return DidYouMean(path.substr(slash == std::string::npos ? 0 : slash + 1), names);
}

/// Reads a local file with pread; the kernel's page cache is the only cache.
class LocalFile final : public RandomAccessFile {
 public:
  // A pipe without a writer would else be waited for.
  explicit LocalFile(const std::string& path) : file_(OpenFile(path, O_RDONLY | O_NONBLOCK)) {
    struct stat info;
    if (fstat(file_.descriptor(), &info) != 0) ThrowIoError("examine", path, errno);
    identity_ = IdentityOf(path, info);
  }

  const FileIdentity& identity() const override { return identity_; }
  bool IsFast() const override { return true; }

  void ReadAt(uint64_t offset, size_t length, uint8_t* out) const override {
    ReadFileAt(file_.descriptor(), path(), offset, length, out);
  }

 private:
  FileHandle file_;
  FileIdentity identity_;
};

class LocalFiles final : public FileSystem {
 public:
  std::shared_ptr<const RandomAccessFile> Open(const std::string& path) const override {
    struct stat info;
    if (stat(path.c_str(), &info) == 0 && IsUnnamedPipe(path, info)) return OpenPipe(path, info);
    return std::make_shared<LocalFile>(path);
  }

  FileIdentity Identify(const std::string& path) const override {
    if (const int injected = FaultFor(FaultSite::kOpen)) ThrowIoError("open", path, injected);
    struct stat info;
    if (stat(path.c_str(), &info) == 0) {
      if (IsUnnamedPipe(path, info)) return OpenPipe(path, info)->identity();
      return IdentityOf(path, info);
    }
    const int error = errno;
    ThrowIoError("open", path, error, error == ENOENT ? FilesLike(path) : "");
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
    std::vector<FolderEntry> found;
    const int error = ListFolder(folder.empty() ? "." : folder, found);
    if (error != 0) ThrowIoError("list", folder, error);
    std::vector<DirectoryEntry> entries;
    for (FolderEntry& entry : found) {
      entries.push_back({std::move(entry.name), entry.is_folder, entry.is_link});
    }
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
    CheckFileAccess(path);
    return LocalFileSystem();
  }
  const size_t scheme_end = path.find("://");
  if (scheme_end != std::string::npos) {
    throw UserError(
        ErrorCode::kNotSupported,
        "cannot open \"" + path + "\": no file system for " + path.substr(0, scheme_end) + "://",
        {}, "only local files can be read");
  }
  CheckFileAccess(path);
  return LocalFileSystem();
}

}  // namespace lakebolt
