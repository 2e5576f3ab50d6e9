#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

namespace lakebolt {

class TemporaryFile;

/// Makes files for bytes that do not fit memory and bounds what they hold together. A file loses
/// its name as soon as it is made, so that the system removes it however the process ends.
class TemporaryDirectory : public std::enable_shared_from_this<TemporaryDirectory> {
 public:
  /// Plans files of at most `limit` bytes together in the folder `path`, which is made if need be.
  static std::shared_ptr<TemporaryDirectory> Make(std::string path, int64_t limit);

  /// Creates an empty file; throws UserError kIo.
  std::unique_ptr<TemporaryFile> CreateFile();

  int64_t used() const { return used_.load(std::memory_order_relaxed); }

 private:
  friend class TemporaryFile;

  TemporaryDirectory(std::string path, int64_t limit) : path_(std::move(path)), limit_(limit) {}

  /// Takes `bytes` of the limit; throws UserError kOutOfMemory when it is reached.
  void Take(int64_t bytes);
  void GiveBack(int64_t bytes) { used_.fetch_sub(bytes, std::memory_order_relaxed); }

  const std::string path_;
  const int64_t limit_;
  std::atomic<int64_t> used_{0};
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
