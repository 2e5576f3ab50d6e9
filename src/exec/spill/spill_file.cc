#include "exec/spill/spill_file.h"

#include <algorithm>
#include <utility>

#include "vector/chunk_codec.h"

namespace lakebolt {

SpillFile::SpillFile(std::shared_ptr<TemporaryDirectory> directory, std::vector<LogicalType> types)
    : types_(std::move(types)), blocks_(std::move(directory)) {}

void SpillFile::Write(const Chunk& chunk) {
  if (chunk.count() == 0) return;
  encoded_.clear();
  EncodeChunk(chunk, encoded_);
  blocks_.Write(reinterpret_cast<const uint8_t*>(encoded_.data()), encoded_.size());
  rows_ += chunk.count();
  memory_bytes_ += encoded_.size();
  largest_chunk_ = std::max<uint64_t>(largest_chunk_, encoded_.size());
}

Chunk SpillFile::Read(size_t index) const {
  const BufferPtr bytes = blocks_.Read(index);
  return DecodeChunk(types_, bytes, bytes->size());
}

}  // namespace lakebolt
