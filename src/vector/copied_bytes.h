#pragma once

#include <cstddef>

#include "vector/chunk.h"

namespace lakebolt {

/// Estimates the bytes that rows take where each is copied: the value of a constant, or one that
/// rows of a dictionary share, again and again, and the elements that NULL arrays have in Arrow.
size_t CopiedBytes(const Vector& vector);
size_t CopiedBytes(const Chunk& chunk);

}  // namespace lakebolt
