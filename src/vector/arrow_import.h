#pragma once

#include <memory>

#include "types/logical_type.h"
#include "vector/arrow_abi.h"
#include "vector/chunk.h"

namespace lakebolt {

/// Reads the columns of an Arrow struct schema. Throws kNotSupported naming the column for types
/// that Lakebolt has none for. Does not release `schema`.
Schema ImportSchema(const ArrowSchema& schema);

/// Turns a struct array into a chunk of all its rows. The bytes of strings are shared: the chunk
/// keeps the array alive and releases it at its end (`array` is moved from). Dictionary arrays
/// become dictionary vectors. Offsets, lengths and codes are checked, but for the last offset of
/// strings, which says how many bytes there are.
Chunk ImportArray(const ArrowSchema& schema, ArrowArray* array);

/// Makes chunks of a struct array, some rows at a time; see ImportArray. What is made of rows just
/// before they are worked on is still in the processor's cache then.
class ImportedRows {
 public:
  /// Takes the array over; `schema` outlives this. Throws kCorruptData, kNotSupported.
  ImportedRows(const ArrowSchema& schema, ArrowArray* array);

  uint32_t count() const;
  /// Tells whether a few rows take a share of the work that all take: dictionaries, and what stands
  /// in lists, are read whole.
  bool TakesParts() const { return takes_parts_; }
  Chunk Take(uint32_t begin, uint32_t count) const;

 private:
  struct Owner;

  const ArrowSchema* schema_;
  std::shared_ptr<const Owner> owner_;
  Schema columns_;
  bool takes_parts_ = true;
};

}  // namespace lakebolt
