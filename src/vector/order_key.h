#pragma once

#include <cstdint>
#include <vector>

#include "vector/vector.h"

namespace lakebolt {

/// Says how one key of several orders rows.
struct KeyOrder {
  bool descending = false;
  bool nulls_first = false;

  bool operator==(const KeyOrder&) const = default;
};

/// Appends one row of a key column as bytes whose order by memcmp is the order asked for: a byte
/// for NULL or not, then numbers big-endian with the sign flipped, strings with 0x00 escaped and a
/// terminator; descending keys have all bytes inverted. Keys appended one after the other order
/// rows by the first, then the second. (Normalized keys: Graefe, "Implementing Sorting in Database
/// Systems", ACM Computing Surveys 38(3), 2006.)
void AppendOrderKey(const Vector& vector, uint32_t row, KeyOrder order, std::vector<uint8_t>& out);

}  // namespace lakebolt
