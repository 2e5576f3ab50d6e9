#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "vector/vector.h"

namespace lakebolt {

/// Collects rows of vectors of any encoding and type into one growing flat column: no allocation a
/// row, strings copied to a heap of its own, lists and structs by their children.
class ColumnBuffer {
 public:
  explicit ColumnBuffer(LogicalType type);

  /// Makes room for `extra` more rows.
  void Reserve(uint32_t extra);
  /// Appends the rows `rows` of `vector`, whose type is this buffer's.
  void Append(const Vector& vector, RowSet rows);
  /// Appends a value to a buffer of strings.
  void AppendString(std::string_view text);
  /// Appends `count` NULLs.
  void AppendNulls(uint32_t count);
  /// Writes over row `to` with row `from` of `vector`. The bytes of old strings and the elements of
  /// old lists go once they are most of what is held.
  void Overwrite(uint32_t to, const Vector& vector, uint32_t from);

  uint32_t size() const { return size_; }
  const LogicalType& type() const { return type_; }
  bool IsNull(uint32_t row) const {
    return validity_ != nullptr && !GetBit(validity_->as<uint64_t>(), row);
  }
  /// Returns the values of a buffer of fixed width or of strings.
  template <typename T>
  const T* values() const {
    return values_->as<T>();
  }

  /// Shows all rows as a flat vector without copying. Valid until rows are overwritten; rows
  /// appended later do not matter to it.
  Vector View() const;
  /// Copies rows `begin .. begin + count`.
  Vector Copy(uint32_t begin, uint32_t count) const;

  size_t MemoryBytes() const;

 private:
  void GrowValidity();
  void OverwriteString(uint32_t to, const StringView& text);
  void OverwriteList(uint32_t to, const Vector& base, uint32_t row);
  void AppendValidity(const Vector& vector, RowSet rows);
  void AppendValues(const Vector& vector, RowSet rows);
  void AppendLists(const Vector& flat, const uint32_t* base_rows, uint32_t count);

  LogicalType type_;
  uint32_t width_;
  uint32_t size_ = 0;
  uint32_t capacity_ = 0;
  BufferPtr values_;
  BufferPtr validity_;  // null while no row is NULL
  std::shared_ptr<StringHeap> heap_;
  std::vector<ColumnBuffer> children_;
  size_t garbage_ = 0;             // bytes of strings, or elements of lists, that were written over
  std::vector<uint32_t> scratch_;  // rows of the vector that holds the values
  std::vector<uint32_t> element_rows_;
};

}  // namespace lakebolt
