#pragma once

#include <cstdint>
#include <vector>

#include "types/logical_type.h"
#include "vector/vector.h"

namespace lakebolt {

/// Describes how the key columns of one row are packed into 64-bit words, so that keys are hashed,
/// compared and stored without looking at types: each column takes one or two words, and a last
/// word holds a bit for each NULL (whose words are zero). Equal keys have equal words, but for
/// strings of more than 12 bytes, whose second word is a pointer. Nested values are handled as the
/// strings that Packed makes of them.
class KeyLayout {
 public:
  /// Throws kNotSupported for more than 64 columns.
  explicit KeyLayout(std::vector<LogicalType> types);

  uint32_t words() const { return words_; }
  const std::vector<LogicalType>& types() const { return types_; }

  /// Returns the columns with nested ones as bytes (packed_nested.h), as Encode wants them; they
  /// are to be kept while encoded rows point into them.
  std::vector<Vector> Packed(const std::vector<Vector>& columns, RowSet rows) const;

  /// Packs the rows of `rows`: the i-th goes to out[i * words() ..]. String words point into the
  /// columns' own memory.
  void Encode(const std::vector<Vector>& columns, RowSet rows, uint64_t* out) const;

  /// Hashes `count` packed rows.
  void Hash(const uint64_t* keys, uint32_t count, uint64_t* hashes) const;

  bool Equal(const uint64_t* a, const uint64_t* b) const;

  /// Copies the bytes of long strings of a packed row to `heap` and points the row there.
  void OwnStrings(uint64_t* key, StringHeap& heap) const;

  /// Unpacks `count` packed rows into one flat vector per column; long strings are not copied but
  /// kept alive by `owner`.
  std::vector<Vector> Decode(const uint64_t* keys, uint32_t count,
                             const std::shared_ptr<const void>& owner) const;

 private:
  void EncodeColumn(size_t column, const Vector& vector, RowSet rows, uint64_t* out) const;
  Vector DecodeColumn(size_t column, const uint64_t* keys, uint32_t count) const;

  std::vector<LogicalType> types_;
  std::vector<LogicalType> packed_types_;  // BLOB for nested ones
  std::vector<uint32_t> offsets_;          // first word of each column
  std::vector<uint32_t> strings_;          // first words of string columns
  uint32_t words_ = 0;
};

}  // namespace lakebolt
