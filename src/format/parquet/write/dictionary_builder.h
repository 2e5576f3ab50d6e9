#pragma once

#include <cstdint>
#include <vector>

#include "format/parquet/write/value_kind.h"

namespace lakebolt::parquet_format {

/// Numbers the values of a column chunk in the order in which they come: open addressing, a slot
/// holds a value and its number. `T` is a kind's Value; values are the same when their bits are.
template <typename T>
class DictionaryBuilder {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;

  /// Takes no more values once their plain encoding is larger than `max_bytes`.
  explicit DictionaryBuilder(size_t max_bytes) : max_bytes_(max_bytes), slots_(kFirstSlots) {}

  /// Writes the numbers of `count` values; false when the dictionary became too large before.
  bool Add(const T* values, size_t count, uint32_t* codes) {
    for (size_t i = 0; i < count; ++i) {
      codes[i] = Add(values[i]);
      if (codes[i] == kNone) return false;
    }
    return true;
  }

  /// Returns the number of a value, or kNone when the dictionary is too large.
  uint32_t Add(const T& value) {
    Slot& slot = Find(value);
    return slot.code != kNone ? slot.code : Insert(value, slot);
  }

  uint32_t size() const { return static_cast<uint32_t>(values_.size()); }
  const T* values() const { return values_.data(); }
  /// Returns about the bytes of the plain encoding.
  size_t bytes() const { return bytes_; }
  /// Returns the bytes of memory that it takes.
  size_t HeldBytes() const {
    return slots_.capacity() * sizeof(Slot) + values_.capacity() * sizeof(T) + heap_.bytes();
  }

 private:
  struct Slot {
    T value{};
    uint32_t code = kNone;
  };
  static constexpr size_t kFirstSlots = 1024;

  Slot& Find(const T& value) {
    const size_t mask = slots_.size() - 1;
    size_t at = HashOfBits(value) & mask;
    while (slots_[at].code != kNone && !SameBits(slots_[at].value, value)) at = (at + 1) & mask;
    return slots_[at];
  }

  uint32_t Insert(const T& value, Slot& slot) {
    bytes_ += PlainBytesOf(value);
    if (bytes_ > max_bytes_) return kNone;
    const uint32_t code = size();
    if constexpr (std::is_same_v<T, StringView>) {
      slot.value = heap_.Add(value.view());
    } else {
      slot.value = value;
    }
    slot.code = code;
    values_.push_back(slot.value);
    if (values_.size() * 2 > slots_.size()) Grow();
    return code;
  }

  static size_t PlainBytesOf(const T& value) {
    if constexpr (std::is_same_v<T, StringView>) {
      return sizeof(uint32_t) + value.size();
    } else {
      return sizeof(T);
    }
  }

  void Grow() {
    slots_.assign(slots_.size() * 4, Slot());
    for (uint32_t code = 0; code < size(); ++code) {
      Slot& slot = Find(values_[code]);
      slot.value = values_[code];
      slot.code = code;
    }
  }

  const size_t max_bytes_;
  size_t bytes_ = 0;
  std::vector<Slot> slots_;
  std::vector<T> values_;
  StringHeap heap_;  // of long texts
};

}  // namespace lakebolt::parquet_format
