#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>
#include <type_traits>
#include <utility>

#include "base/buffer.h"
#include "base/cancellation_scope.h"

namespace lakebolt {

/// Is an array that grows at its end, for what kernels make of a single value, which may be very
/// much: it looks at cancellation now and then, and its memory is counted as the evaluation's (see
/// EvaluationMemory). New elements of Extend are not initialised.
template <typename T>
class GrowingArray {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  GrowingArray() = default;
  GrowingArray(GrowingArray&& other) noexcept { Swap(other); }
  GrowingArray& operator=(GrowingArray&& other) noexcept {
    GrowingArray taken(std::move(other));
    Swap(taken);
    return *this;
  }

  void Add(T value) {
    if (size_ == limit_) GrowBy(1);
    data_[size_++] = value;
  }
  void Append(const T* values, size_t count) {
    if (count == 0) return;
    T* const to = Extend(count);
    constexpr size_t kFew = 4096;
    if (count <= kFew / sizeof(T)) {
      std::memcpy(to, values, count * sizeof(T));
    } else {
      CopyBytes(to, values, count * sizeof(T));
    }
  }
  /// Adds room for `count` elements, to be written by the caller.
  T* Extend(size_t count) {
    if (count > limit_ - size_) GrowBy(count);
    T* const added = data_ + size_;
    size_ += count;
    return added;
  }
  /// Makes sure of room for `capacity` elements in all.
  void Reserve(size_t capacity) {
    if (capacity > capacity_) Reallocate(capacity);
  }
  /// Drops the elements behind the first `size`.
  void Shrink(size_t size) { size_ = std::min(size_, size); }
  void Clear() { size_ = 0; }

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  size_t capacity() const { return capacity_; }
  T* data() { return data_; }
  const T* data() const { return data_; }
  T* begin() { return data_; }
  T* end() { return data_ + size_; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }
  T& operator[](size_t i) { return data_[i]; }
  const T& operator[](size_t i) const { return data_[i]; }
  /// Shares the memory of the elements.
  const BufferPtr& buffer() const { return buffer_; }

 private:
  static constexpr size_t kFirst = 64;
  static constexpr size_t kLooksEach = std::max<size_t>(1, (size_t{1} << 18) / sizeof(T));

  /// Makes room for `count` elements and says when to look at cancellation next.
  void GrowBy(size_t count) {
    CheckCancellation();
    const size_t wanted = size_ + count;
    if (wanted > capacity_) Reallocate(std::max({wanted, 2 * capacity_, kFirst}));
    limit_ = std::min(capacity_, wanted + kLooksEach);
  }
  void Swap(GrowingArray& other) {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(limit_, other.limit_);
    std::swap(capacity_, other.capacity_);
    std::swap(buffer_, other.buffer_);
  }
  void Reallocate(size_t capacity) {
    BufferPtr grown = Buffer::Allocate(capacity * sizeof(T));
    if (size_ > 0) CopyBytes(grown->data(), data_, size_ * sizeof(T));
    buffer_ = std::move(grown);
    data_ = buffer_->template as<T>();
    capacity_ = capacity;
  }

  T* data_ = nullptr;
  size_t size_ = 0;
  size_t limit_ = 0;  // elements up to which Add need not look at anything
  size_t capacity_ = 0;
  BufferPtr buffer_;
};

}  // namespace lakebolt
