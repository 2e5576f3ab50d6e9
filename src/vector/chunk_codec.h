#pragma once

#include <vector>

#include "vector/chunk.h"

namespace lakebolt {

/// Is the first `size` bytes of a buffer.
struct EncodedChunk {
  BufferPtr bytes;
  size_t size;
};

/// Encodes the live rows of `chunk` in a form that `DecodeChunk` reads back in the same process:
/// constants stay constants, dictionaries become plain values. Not a format for others.
EncodedChunk EncodeChunk(const Chunk& chunk);

/// Reads a chunk of columns of `types` from the first `size` bytes of `bytes`, which strings of
/// the chunk point into and therefore keep alive. Trusts them: they are checksummed where they
/// were away from memory.
Chunk DecodeChunk(const std::vector<LogicalType>& types, const BufferPtr& bytes, size_t size);

}  // namespace lakebolt
