#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/buffer.h"
#include "vector/arrow_abi.h"
#include "vector/arrow_export.h"
#include "vector/vector.h"

namespace lakebolt {

/// Owns what an exported ArrowArray points to. Strings are copied: what a vector's strings point
/// into is not kept, which for a few rows may be all pages of a scan or all groups of a query.
struct ArrayOwner {
  ArrayOwner() = default;
  ArrayOwner(const ArrayOwner&) = delete;
  ArrayOwner& operator=(const ArrayOwner&) = delete;
  ~ArrayOwner() {
    for (ArrowArray& child : children) {
      if (child.release != nullptr) child.release(&child);
    }
    if (dictionary.release != nullptr) dictionary.release(&dictionary);
  }

  std::vector<BufferPtr> buffers;
  std::vector<const void*> pointers;
  std::vector<ArrowArray> children;
  std::vector<ArrowArray*> child_pointers;
  ArrowArray dictionary = {};
  bool is_union = false;  // whose first buffer says no NULLs
};

/// Adds the buffers of the texts of vectors, end to end, behind that of their validity.
void ExportTexts(const std::vector<const Vector*>& parts, ArrowTexts layout, ArrayOwner& owner);

}  // namespace lakebolt
