#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace lakebolt {

/// Throws the error of a file operation that failed: `action` says what was tried, such as "write
/// to"; `error` is its errno, which also decides the code (a full disk is kOutOfDisk) and the hint,
/// unless `hint` gives a better one.
[[noreturn]] void ThrowIoError(const std::string& action, const std::string& path, int error,
                               const std::string& hint = "");

// All files are opened, read, written and renamed by what stands here, which goes on where the
// system did only a part or was interrupted, asks for injected faults (base/fault.h), and names the
// file, what was tried and why it failed in every error.

/// Owns a descriptor of the system.
class FileHandle {
 public:
  /// Takes over an open descriptor, or none (-1).
  explicit FileHandle(int descriptor = -1) : descriptor_(descriptor) {}
  ~FileHandle();
  FileHandle(FileHandle&& other) noexcept : descriptor_(other.Release()) {}
  FileHandle& operator=(FileHandle&& other) noexcept;

  bool IsOpen() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }
  /// Gives the descriptor up without closing it.
  int Release() { return std::exchange(descriptor_, -1); }

 private:
  int descriptor_;
};

/// Opens `path` with open's `flags`; throws kIo and its like.
FileHandle OpenFile(const std::string& path, int flags, unsigned mode = 0666);
/// Does the same, but returns no file, and sets errno, where it cannot.
FileHandle TryOpenFile(const std::string& path, int flags, unsigned mode = 0666);

// In what follows errors call the file `name`.

/// Reads exactly `length` bytes at `offset`; throws when there are fewer. Thread-safe.
void ReadFileAt(int descriptor, const std::string& name, uint64_t offset, size_t length,
                uint8_t* out);
/// Writes all bytes at `offset`. `hint` is that of the error.
void WriteFileAt(int descriptor, const std::string& name, uint64_t offset, const uint8_t* bytes,
                 size_t length, const std::string& hint = "");
/// Writes all bytes behind those written last. Returns false when whoever read them has closed the
/// other end of a pipe.
[[nodiscard]] bool WriteFile(int descriptor, const std::string& name, std::string_view bytes);
/// Waits until all bytes are on the disk.
void SyncFile(int descriptor, const std::string& name);
/// Gives a file another name, in one step; a file that had it before is gone.
void RenameFile(const std::string& from, const std::string& to);

}  // namespace lakebolt
