#include "exec/spill/spill_file.h"

#include <algorithm>
#include <utility>

namespace lakebolt {

SpillFile::SpillFile(std::shared_ptr<TemporaryDirectory> directory, std::vector<LogicalType> types)
    : types_(std::move(types)), blocks_(std::move(directory)) {}

void SpillFile::Write(const Chunk& chunk) {
  if (chunk.count() == 0) return;
  Write(EncodeChunk(chunk), chunk.count());
}

void SpillFile::Write(const EncodedChunk& encoded, uint32_t rows) {
  blocks_.Write(encoded.bytes->data(), encoded.size);
  rows_ += rows;
  memory_bytes_ += encoded.size;
  largest_chunk_ = std::max<uint64_t>(largest_chunk_, encoded.size);
}

Chunk SpillFile::Read(size_t index) const {
  const BufferPtr bytes = blocks_.Read(index);
  return DecodeChunk(types_, bytes, bytes->size());
}

}  // namespace lakebolt
