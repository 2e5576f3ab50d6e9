#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

namespace lakebolt {

/// Owns a large array that starts as zeros, such as a hash table. Comes straight from the system in
/// huge pages where it can, so that the zeroing happens at first touch, by the thread that touches.
/// Readable for 64 bytes past its end.
class ZeroedMemory {
 public:
  ZeroedMemory() = default;
  /// Allocates `bytes`; throws std::bad_alloc.
  explicit ZeroedMemory(size_t bytes);
  ZeroedMemory(ZeroedMemory&& other) noexcept { *this = std::move(other); }
  ZeroedMemory& operator=(ZeroedMemory&& other) noexcept;
  ~ZeroedMemory();

  size_t size() const { return size_; }
  explicit operator bool() const { return data_ != nullptr; }

  template <typename T>
  T* as() {
    return static_cast<T*>(data_);
  }
  template <typename T>
  const T* as() const {
    return static_cast<const T*>(data_);
  }

 private:
  void* data_ = nullptr;
  size_t size_ = 0;
  size_t mapped_ = 0;  // 0: from the heap
};

}  // namespace lakebolt
