#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace lakebolt {

/// Owns memory that is aligned to 64 bytes and readable and writable for 64 bytes past its end, so
/// that SIMD kernels and the decompressors may overshoot. Freed blocks of up to 1 MiB are kept per
/// thread for reuse: fresh pages cost more than most kernels (docs/architecture.md, "Buffers").
class Buffer {
 public:
  static constexpr size_t kAlignment = 64;
  static constexpr size_t kPadding = 64;

  /// Allocates `bytes` of uninitialised memory.
  static std::shared_ptr<Buffer> Allocate(size_t bytes);

  /// Allocates `bytes` of zeroed memory (the padding too).
  static std::shared_ptr<Buffer> AllocateZeroed(size_t bytes);

  explicit Buffer(size_t bytes);
  ~Buffer();
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  uint8_t* data() { return data_; }
  const uint8_t* data() const { return data_; }
  size_t size() const { return size_; }

  template <typename T>
  T* as() {
    return reinterpret_cast<T*>(data_);
  }
  template <typename T>
  const T* as() const {
    return reinterpret_cast<const T*>(data_);
  }

 private:
  uint8_t* data_;
  size_t size_;
  uint8_t size_class_;
};

using BufferPtr = std::shared_ptr<Buffer>;

}  // namespace lakebolt
