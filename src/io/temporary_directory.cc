#include "io/temporary_directory.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <limits>
#include <string_view>
#include <vector>

#include "base/byte_limit.h"
#include "base/error.h"
#include "base/list_folder.h"
#include "base/memory_pool.h"
#include "io/file_handle.h"
#include "io/late_close.h"

namespace lakebolt {

namespace {

constexpr const char* kHint = "SET temp_directory names a folder to write to";
/// Begins the names of temporary files, as long as they have one.
constexpr std::string_view kPrefix = ".lakebolt-spill-";

/// Is how errors call files that have no name, behind their folder's.
constexpr const char* kShownName = "/(temporary file)";

constexpr size_t kTimedBytes = 8 << 10;

/// Removes files that processes left which were killed before they could.
void RemoveLeftovers(const std::string& folder) {
  std::vector<FolderEntry> entries;
  ListFolder(folder, entries);
  for (const FolderEntry& entry : entries) {
    // A file that is just being made loses its name a moment early, which harms nobody.
    if (entry.name.starts_with(kPrefix)) unlink((folder + "/" + entry.name).c_str());
  }
}

/// Creates a file without a name; returns none, and sets errno, when the folder takes no files.
FileHandle OpenUnnamed(const std::string& folder) {
  constexpr unsigned kOwnerOnly = 0600;
#if defined(O_TMPFILE)
  FileHandle unnamed = TryOpenFile(folder, O_TMPFILE | O_RDWR | O_EXCL, kOwnerOnly);
  // Old kernels take the folder for the file; others say that the file system cannot.
  const bool is_unknown = errno == EOPNOTSUPP || errno == EISDIR || errno == ENOENT;
  if (unnamed.IsOpen() || !is_unknown) return unnamed;
#endif
  static std::atomic<uint64_t> number{0};
  const std::string name = folder + "/" + std::string(kPrefix) + std::to_string(getpid()) + "-" +
                           std::to_string(number.fetch_add(1));
  FileHandle named = TryOpenFile(name, O_CREAT | O_EXCL | O_RDWR, kOwnerOnly);
  if (named.IsOpen()) unlink(name.c_str());
  return named;
}

}  // namespace

std::shared_ptr<TemporaryDirectory> TemporaryDirectory::Make(std::string path, std::string limit) {
  return std::shared_ptr<TemporaryDirectory>(
      new TemporaryDirectory(std::move(path), std::move(limit)));
}

void TemporaryDirectory::Open() {
  std::error_code failure;
  std::filesystem::create_directories(path_, failure);
  if (failure) ThrowIoError("make the folder", path_, failure.value(), kHint);
  RemoveLeftovers(path_);
  const ByteLimit limit = ByteLimit::Parse(limit_text_);
  const auto free = limit.IsShare() ? std::filesystem::space(path_, failure).available : 0;
  if (failure) ThrowIoError("measure the disk of", path_, failure.value(), kHint);
  limit_ = limit.Of(static_cast<int64_t>(free), std::numeric_limits<int64_t>::max());
}

std::unique_ptr<TemporaryFile> TemporaryDirectory::CreateFile() {
  opened_.Ensure([this] { Open(); });
  FileHandle file = OpenUnnamed(path_);
  if (!file.IsOpen()) {
    const int error = errno;
    ThrowIoError("create a temporary file in", path_, error, error == EMFILE ? "" : kHint);
  }
  return std::unique_ptr<TemporaryFile>(new TemporaryFile(shared_from_this(), file.Release()));
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
  CloseUnnamed(descriptor_, size_);
  directory_->GiveBack(size_);
}

int64_t TemporaryFile::Append(const uint8_t* bytes, size_t size) {
  const auto length = static_cast<int64_t>(size);
  directory_->Take(length);
  const auto begin_time = std::chrono::steady_clock::now();
  try {
    WriteFileAt(descriptor_, directory_->path_ + kShownName, static_cast<uint64_t>(size_), bytes,
                size, kHint);
  } catch (...) {
    directory_->GiveBack(length);
    throw;
  }
  // The time of a short write says little of its bytes.
  if (size >= kTimedBytes) {
    const std::chrono::duration<double, std::nano> time =
        std::chrono::steady_clock::now() - begin_time;
    directory_->pace_.Note(size, time.count());
  }
  const int64_t begin = size_;
  size_ += length;
  return begin;
}

void TemporaryFile::ReadAt(int64_t offset, uint8_t* out, size_t size) const {
  ReadFileAt(descriptor_, directory_->path_ + kShownName, static_cast<uint64_t>(offset), size, out);
}

}  // namespace lakebolt
