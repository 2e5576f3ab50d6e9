#include "io/output.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <filesystem>
#include <random>

#include "base/error.h"
#include "io/file_access.h"
#include "io/file_handle.h"
#include "io/late_close.h"

namespace lakebolt {

namespace {

namespace fs = std::filesystem;

/// File names may have 255 bytes; the rest is for what is put around the name.
constexpr size_t kLongestName = 220;

/// Names a partial file for `path`; `number` tells those of writers at the same time apart.
std::string PartialPath(const std::string& path, uint32_t number) {
  const fs::path target(path);
  std::string name = "." + target.filename().string().substr(0, kLongestName);
  if (number > 0) name += "." + std::to_string(number);
  return (target.parent_path() / (name + ".partial")).string();
}

/// Names a whole file for `path`. It has no lock, so that chance must tell it from all others.
std::string SealedPath(const std::string& path) {
  std::random_device random;
  const fs::path target(path);
  return (target.parent_path() /
          ("." + target.filename().string().substr(0, kLongestName) + "." +
           std::to_string(random()) + "-" + std::to_string(random()) + ".partial"))
      .string();
}

/// Tells whether `path` still names the open file: another writer may have renamed it meanwhile.
bool IsStillAt(int descriptor, const std::string& path) {
  struct stat open_file;
  struct stat named;
  return fstat(descriptor, &open_file) == 0 && stat(path.c_str(), &named) == 0 &&
         open_file.st_ino == named.st_ino && open_file.st_dev == named.st_dev;
}

/// Creates and locks a partial file for `path`, or takes over one that a killed process left: the
/// lock tells them from files in use. Returns its path in `partial`.
FileHandle OpenPartial(const std::string& path, std::string& partial) {
  for (uint32_t number = 0;; ++number) {
    partial = PartialPath(path, number);
    while (true) {
      FileHandle file = TryOpenFile(partial, O_WRONLY | O_CREAT | O_NOFOLLOW);
      if (!file.IsOpen()) ThrowIoError("create", path, errno);
      if (flock(file.descriptor(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) break;
      if (!IsStillAt(file.descriptor(), partial)) continue;
      if (ftruncate(file.descriptor(), 0) != 0) ThrowIoError("write to", partial, errno);
      return file;
    }
  }
}

/// Gives a new file the permissions of the one that it will replace.
void KeepMode(int descriptor, const std::string& replaced) {
  struct stat old;
  constexpr mode_t kPermissions = 07777;
  if (stat(replaced.c_str(), &old) == 0) (void)fchmod(descriptor, old.st_mode & kPermissions);
}

/// Brings a file's name to the disk. Should that fail, the file is there all the same.
void SyncFolderOf(const std::string& path) {
  const std::string folder = fs::path(path).parent_path().string();
  const FileHandle handle = TryOpenFile(folder.empty() ? "." : folder, O_RDONLY);
  if (handle.IsOpen()) (void)fsync(handle.descriptor());
}

/// Returns the open descriptor that a path such as "/dev/stdout" stands for; -1 for files.
int OpenDescriptor(const std::string& path) {
  if (path == "/dev/stdout") return STDOUT_FILENO;
  if (path == "/dev/stderr") return STDERR_FILENO;
  for (const std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
    const bool named = path.starts_with(folder) && path.size() > folder.size() &&
                       path.find_first_not_of("0123456789", folder.size()) == std::string::npos;
    int descriptor = -1;
    const char* const end = path.data() + path.size();
    if (named && std::from_chars(path.data() + folder.size(), end, descriptor).ec == std::errc()) {
      return descriptor;
    }
  }
  return -1;
}

}  // namespace

FileOutput::FileOutput(const std::string& path) : path_(path), descriptor_(-1) {
  CheckFileAccess(path);
  if (const int open = OpenDescriptor(path); open >= 0) {
    // What was written through it before stays, as does where it is in a file.
    descriptor_ = fcntl(open, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (descriptor_ < 0) ThrowIoError("write to", path, errno);
    return;
  }
  struct stat info;
  if (stat(path.c_str(), &info) == 0) {
    if (S_ISDIR(info.st_mode)) ThrowIoError("create", path, EISDIR);
    if (!S_ISREG(info.st_mode)) {
      // Devices and pipes take the bytes as they come.
      descriptor_ = OpenFile(path, O_WRONLY).Release();
      return;
    }
    if (access(path.c_str(), W_OK) != 0) ThrowIoError("replace", path, errno);
    // A link stays one, to the new file.
    std::error_code error;
    const fs::path target = fs::canonical(path, error);
    if (!error) path_ = target.string();
  }
  descriptor_ = OpenPartial(path_, partial_path_).Release();
}

FileOutput::~FileOutput() {
  // While the lock is held: without it, the file might be another writer's already.
  struct stat info;
  if (!partial_path_.empty() && unlink(partial_path_.c_str()) == 0 &&
      fstat(descriptor_, &info) == 0) {
    CloseUnnamed(descriptor_, info.st_size);
  } else {
    close(descriptor_);
  }
}

void FileOutput::Drain(std::string_view bytes) {
  if (!WriteFile(descriptor_, path_, bytes)) throw OutputClosed();
}

void FileOutput::Sync() {
  KeepMode(descriptor_, path_);
  SyncFile(descriptor_, path_);
}

void FileOutput::Commit() {
  Flush();
  if (partial_path_.empty()) return;
  Sync();
  RenameFile(partial_path_, path_);
  partial_path_.clear();
  SyncFolderOf(path_);
}

SealedFile FileOutput::Seal() {
  Flush();
  if (partial_path_.empty()) return {path_, ""};
  KeepMode(descriptor_, path_);
  const std::string sealed_path = SealedPath(path_);
  SealedFile sealed(path_, sealed_path);
  RenameFile(partial_path_, sealed_path);
  partial_path_.clear();
  return sealed;
}

SealedFile::~SealedFile() {
  if (!hidden_path_.empty()) unlink(hidden_path_.c_str());
}

void SealedFile::Commit() {
  if (hidden_path_.empty()) return;
  RenameFile(hidden_path_, path_);
  hidden_path_.clear();
}

}  // namespace lakebolt
