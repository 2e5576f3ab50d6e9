#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "base/made_once.h"
#include "io/write_pace.h"

namespace lakebolt {

class TemporaryFile;

/// Makes files for bytes that do not fit memory and bounds what they hold together. A file loses
/// its name as soon as it is made, so that the system removes it however the process ends.
class TemporaryDirectory : public std::enable_shared_from_this<TemporaryDirectory> {
 public:
  /// Plans files in the folder `path`, made if need be, of at most `limit` together: an amount of
  /// bytes, a share of the disk's free space such as "90%", or "none". Touches no disk yet.
  static std::shared_ptr<TemporaryDirectory> Make(std::string path, std::string limit);

  /// Creates an empty file; throws UserError kIo.
  std::unique_ptr<TemporaryFile> CreateFile();

  int64_t used() const { return used_.load(std::memory_order_relaxed); }
  /// Tells whether the files hold so much of what they may that it matters how large they are.
  bool IsScarce() const { return used() > limit_ / 2; }
  const WritePace& pace() const { return pace_; }

 private:
  friend class TemporaryFile;

  TemporaryDirectory(std::string path, std::string limit)
      : path_(std::move(path)), limit_text_(std::move(limit)) {}

  /// Makes the folder and measures the disk.
  void Open();
  /// Takes `bytes` of the limit; throws UserError kOutOfMemory when it is reached.
  void Take(int64_t bytes);
  void GiveBack(int64_t bytes) { used_.fetch_sub(bytes, std::memory_order_relaxed); }

  const std::string path_;
  const std::string limit_text_;
  MadeOnce opened_;
  int64_t limit_ = 0;
  std::atomic<int64_t> used_{0};
  WritePace pace_;
};

/// Is a file that is written at its end, by one thread at a time, and read anywhere by many.
class TemporaryFile {
 public:
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  /// Appends bytes and returns where they begin. Throws UserError kIo (a full disk, say) and
  /// kOutOfMemory past the directory's limit; the file then holds what it held before.
  int64_t Append(const uint8_t* bytes, size_t size);

  /// Reads `size` bytes from `offset`; throws UserError kIo.
  void ReadAt(int64_t offset, uint8_t* out, size_t size) const;

  int64_t size() const { return size_; }

 private:
  friend class TemporaryDirectory;

  TemporaryFile(std::shared_ptr<TemporaryDirectory> directory, int descriptor)
      : directory_(std::move(directory)), descriptor_(descriptor) {}

  std::shared_ptr<TemporaryDirectory> directory_;
  int descriptor_;
  int64_t size_ = 0;
};

}  // namespace lakebolt
