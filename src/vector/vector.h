#pragma once

#include <memory>
#include <vector>

#include "base/bitmap.h"
#include "base/buffer.h"
#include "types/logical_type.h"
#include "types/value.h"
#include "vector/selection.h"

namespace lakebolt {

/// Names how a vector stores its rows.
enum class Encoding : uint8_t {
  kFlat,        // one value a row
  kConstant,    // one value for all rows (values and validity have one entry)
  kDictionary,  // one uint32 code a row into a flat vector of values
};

/// Holds a column of a chunk: `size` rows of one type. Copies share buffers; a buffer is written
/// only by the one who made it, before it is handed on.
///
/// Layout by physical type: fixed-width values; StringView (heap bytes kept alive by `owners`);
/// ListEntry with child 0; structs have only children, each of `size` rows. Validity is an Arrow
/// bitmap, absent when no row is NULL. Values under NULL are unspecified but initialised memory for
/// strings and lists (length 0 or valid), so that kernels without null checks cannot crash.
class Vector {
 public:
  Vector() = default;

  /// Makes a flat vector of `size` rows with uninitialised values (strings and lists zeroed) and
  /// no NULLs; children of structs are made too, children of lists have no rows.
  Vector(LogicalType type, uint32_t size);

  /// Makes a constant vector of `size` rows.
  static Vector Constant(const Value& value, uint32_t size);

  /// Makes a dictionary vector. `codes` holds `size` uint32 below `values->size()`; `validity` (may
  /// be null) is by row; `values` is flat and may hold NULLs itself.
  static Vector Dictionary(std::shared_ptr<const Vector> values, BufferPtr codes, uint32_t size,
                           BufferPtr validity = nullptr);

  /// Makes a flat vector over existing buffers.
  static Vector Flat(LogicalType type, uint32_t size, BufferPtr values, BufferPtr validity);

  const LogicalType& type() const { return type_; }
  Encoding encoding() const { return encoding_; }
  bool IsFlat() const { return encoding_ == Encoding::kFlat; }
  bool IsConstant() const { return encoding_ == Encoding::kConstant; }
  bool IsDictionary() const { return encoding_ == Encoding::kDictionary; }
  uint32_t size() const { return size_; }

  /// Returns the values of a flat or constant vector.
  template <typename T>
  const T* values() const {
    return values_->as<T>();
  }
  template <typename T>
  T* mutable_values() {
    return values_->as<T>();
  }
  const BufferPtr& values_buffer() const { return values_; }

  const uint32_t* codes() const { return values_->as<uint32_t>(); }
  const Vector& dictionary() const { return *dictionary_; }
  const std::shared_ptr<const Vector>& dictionary_ptr() const { return dictionary_; }

  /// Returns the row validity (of a constant: one bit), or null when there are no NULLs by row. The
  /// NULLs of a dictionary's values come on top.
  const uint64_t* validity() const { return validity_ ? validity_->as<uint64_t>() : nullptr; }
  const BufferPtr& validity_buffer() const { return validity_; }
  void SetValidity(BufferPtr validity) { validity_ = std::move(validity); }
  /// Returns the validity to write to, made all-valid first if there is none.
  uint64_t* MutableValidity();

  /// Tells whether any row may be NULL (dictionary values counted).
  bool MayHaveNulls() const {
    return validity_ != nullptr || (dictionary_ && dictionary_->validity_ != nullptr);
  }
  bool IsNull(uint32_t row) const;
  void SetNull(uint32_t row) { ClearBit(MutableValidity(), row); }

  const std::vector<Vector>& children() const { return children_; }
  std::vector<Vector>& mutable_children() { return children_; }

  /// Keeps `owner` alive as long as this vector or any copy of it: strings point into it.
  void AddOwner(std::shared_ptr<const void> owner) { owners_.push_back(std::move(owner)); }
  /// Keeps alive whatever `other`'s strings point into.
  void ShareOwners(const Vector& other);
  const std::vector<std::shared_ptr<const void>>& owners() const { return owners_; }

  /// Reads one row of any encoding; slow, for tests, output and constants.
  Value GetValue(uint32_t row) const;
  /// Writes one row of a flat vector (a list's elements are appended to its child); strings longer
  /// than 12 bytes are copied to a heap of this vector. Slow.
  void SetValue(uint32_t row, const Value& value);

  /// Returns a flat vector with the same rows (itself when flat already).
  Vector Flatten() const;

  /// Returns the vector of rows `rows[0 .. count)`, in that order, repeats allowed. Flat
  /// fixed-width and string rows are copied; a dictionary keeps its values; a constant stays
  /// constant.
  Vector Gather(const uint32_t* rows, uint32_t count) const;

  /// Returns rows `begin .. begin + count` (copied unless it is the whole vector).
  Vector Slice(uint32_t begin, uint32_t count) const;

  /// Returns a constant vector of `size` rows that are all like row 0.
  Vector AsConstant(uint32_t size) const;

  /// Returns the same rows under another type of the same physical type.
  Vector Retyped(LogicalType type) const;
  /// Returns the first `size` rows without copying (0 < size <= this->size(), or constant: any).
  Vector Resized(uint32_t size) const;

  /// Estimates the bytes held: values, validity, children; strings' heap bytes by length.
  size_t MemoryBytes() const;

 private:
  LogicalType type_;
  Encoding encoding_ = Encoding::kFlat;
  uint32_t size_ = 0;
  BufferPtr values_;  // values, or codes of a dictionary
  BufferPtr validity_;
  std::shared_ptr<const Vector> dictionary_;
  std::vector<Vector> children_;
  std::vector<std::shared_ptr<const void>> owners_;
};

/// Reads rows of a vector of any encoding with one code path. `T` is the physical C++ type. Valid
/// while the vector is.
template <typename T>
class VectorReader {
 public:
  explicit VectorReader(const Vector& vector) : validity_(vector.validity()) {
    if (vector.IsDictionary()) {
      codes_ = vector.codes();
      values_ = vector.dictionary().template values<T>();
      dictionary_validity_ = vector.dictionary().validity();
    } else {
      values_ = vector.template values<T>();
      if (vector.IsConstant()) mask_ = 0;
    }
  }

  bool MayHaveNulls() const { return validity_ != nullptr || dictionary_validity_ != nullptr; }
  bool IsConstant() const { return mask_ == 0; }
  bool IsFlat() const { return codes_ == nullptr && mask_ != 0; }

  /// Returns where the value of `row` stands in `values()`.
  uint32_t Index(uint32_t row) const { return codes_ != nullptr ? codes_[row] : row & mask_; }
  bool IsNull(uint32_t row) const {
    if (validity_ != nullptr && !GetBit(validity_, row & mask_)) return true;
    return dictionary_validity_ != nullptr && !GetBit(dictionary_validity_, codes_[row]);
  }
  const T& operator[](uint32_t row) const { return values_[Index(row)]; }
  const T* values() const { return values_; }

 private:
  const T* values_ = nullptr;
  const uint32_t* codes_ = nullptr;
  const uint64_t* validity_ = nullptr;
  const uint64_t* dictionary_validity_ = nullptr;
  uint32_t mask_ = ~uint32_t{0};
};

/// Calls `body.template operator()<T>()` with the C++ type of `type` (not for structs and lists:
/// throws InternalError).
template <typename Body>
decltype(auto) DispatchPhysical(PhysicalType type, Body&& body);

/// Collects the bytes of strings made by a kernel; add it as owner to the result vector.
class StringHeap {
 public:
  /// Copies `text` and returns a view of it (inline when short).
  StringView Add(std::string_view text);
  /// Returns room for `size` bytes (more than 12) to be written by the caller.
  char* Allocate(uint32_t size);
  size_t bytes() const { return bytes_; }

 private:
  std::vector<BufferPtr> blocks_;
  char* next_ = nullptr;
  size_t left_ = 0;
  size_t bytes_ = 0;
};

}  // namespace lakebolt

#include "vector/dispatch.h"
