#pragma once

#include <cstdint>

#include "base/buffer.h"

namespace lakebolt {

/// Names the rows of a chunk that are still alive: ascending positions, owned in a shared buffer.
class Selection {
 public:
  Selection() = default;
  Selection(BufferPtr indices, uint32_t count) : indices_(std::move(indices)), count_(count) {}

  /// Allocates room for `capacity` positions, to be written through `data()`.
  static Selection Allocate(uint32_t capacity) {
    return {Buffer::Allocate(capacity * sizeof(uint32_t)), 0};
  }

  uint32_t* data() { return indices_->as<uint32_t>(); }
  const uint32_t* data() const { return indices_->as<uint32_t>(); }
  uint32_t count() const { return count_; }
  void set_count(uint32_t count) { count_ = count; }

 private:
  BufferPtr indices_;
  uint32_t count_ = 0;
};

/// Tells a kernel which rows to work on: rows `indices[0 .. count)`, or `0 .. count` when `indices`
/// is null ("dense"). `size` is the length of the vectors, thus of any result vector.
struct RowSet {
  const uint32_t* indices = nullptr;
  uint32_t count = 0;
  uint32_t size = 0;

  static RowSet Dense(uint32_t size) { return {nullptr, size, size}; }
  static RowSet Of(const Selection& selection, uint32_t size) {
    return {selection.data(), selection.count(), size};
  }

  bool IsDense() const { return indices == nullptr; }
  uint32_t operator[](uint32_t i) const { return indices == nullptr ? i : indices[i]; }

  /// Calls `body(row)` for each row; the dense case is a plain counted loop.
  template <typename Body>
  void ForEach(Body&& body) const {
    if (indices == nullptr) {
      for (uint32_t i = 0; i < count; ++i) body(i);
    } else {
      for (uint32_t i = 0; i < count; ++i) body(indices[i]);
    }
  }
};

/// Writes the rows of `rows` whose `mask` byte is 1 into `out` and returns how many; "byte mask,
/// then compress", dispatched by CPU. `mask` is indexed by row; `out` has room for rows.count + 8.
uint32_t SelectByMask(RowSet rows, const uint8_t* mask, uint32_t* out);

}  // namespace lakebolt
