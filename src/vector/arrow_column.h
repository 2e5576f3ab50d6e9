#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>

#include "base/bitmap.h"
#include "base/error.h"
#include "vector/arrow_abi.h"
#include "vector/vector.h"

namespace lakebolt {

/// Reads values that may lie at any address: what others hand over need not be aligned.
template <typename T>
class Values {
 public:
  explicit Values(const void* first) : first_(static_cast<const uint8_t*>(first)) {}

  T operator[](int64_t i) const {
    T value;
    std::memcpy(&value, first_ + i * static_cast<int64_t>(sizeof(T)), sizeof(T));
    return value;
  }
  Values operator+(int64_t count) const {
    return Values(first_ + count * static_cast<int64_t>(sizeof(T)));
  }

 private:
  const uint8_t* first_;
};

/// Is one array of a tree that others handed over, with the rows that its parent takes of it.
struct ArrowColumn {
  const ArrowSchema& schema;
  const ArrowArray& array;
  int64_t offset;  // of the parent's slice, on top of the array's own
  uint32_t count;
  const std::shared_ptr<const void>& owner;

  int64_t first() const { return array.offset + offset; }
  /// Returns a buffer, which has to be there if there are rows.
  template <typename T>
  const T* buffer(int64_t i) const {
    const T* found = optional_buffer<T>(i);
    if (found == nullptr && count > 0) Corrupt("a buffer too few");
    return found;
  }
  /// Returns the values in a buffer, which has to be there; `count` is not zero.
  template <typename T>
  Values<T> values(int64_t i) const {
    return Values<T>(buffer<uint8_t>(i));
  }
  /// Returns a buffer, or null where there is none: of a bitmap, or of no bytes.
  template <typename T>
  const T* optional_buffer(int64_t i) const {
    if (i >= array.n_buffers) Corrupt("a buffer too few");
    return static_cast<const T*>(array.buffers[i]);
  }

  [[noreturn]] void Corrupt(const char* what) const {
    throw UserError(ErrorCode::kCorruptData,
                    "Arrow column \"" + std::string(schema.name != nullptr ? schema.name : "") +
                        "\" has " + what);
  }
};

inline bool BitAt(const uint8_t* bits, int64_t i) {
  return (bits[i >> 3] >> (i & 7)) & 1;
}

/// Returns the bitmap of rows that are not NULL; null where there is none.
inline const uint8_t* ValidityOf(const ArrowColumn& in) {
  if (in.array.n_buffers == 0 || in.array.null_count == 0) return nullptr;
  return in.optional_buffer<uint8_t>(0);
}

/// Makes a vector of any type; what does not fit the type throws kCorruptData.
Vector ImportColumn(const ArrowColumn& in, const LogicalType& type);

/// Makes the values of numbers, booleans, dates and times; NULLs are for the caller.
Vector ImportNumbers(const ArrowColumn& in, const LogicalType& type);
/// Makes the values of texts, bytes and UUIDs in any layout; NULLs are for the caller.
Vector ImportBytes(const ArrowColumn& in, const LogicalType& type);
/// Makes the values of lists, structs, maps and unions; NULLs but those of unions are for the
/// caller.
Vector ImportNested(const ArrowColumn& in, const LogicalType& type);
/// Makes a dictionary vector, NULLs included.
Vector ImportDictionary(const ArrowColumn& in, const LogicalType& type);
/// Makes a dictionary vector of runs of equal values, NULLs included.
Vector ImportRuns(const ArrowColumn& in, const LogicalType& type);
/// Makes the rows NULL that are.
void ImportValidity(const ArrowColumn& in, Vector& out);

}  // namespace lakebolt
