#include "exec/spill/spill_file.h"

#include <algorithm>
#include <limits>

#include "base/error.h"
#include "base/hash.h"
#include "io/block_codec.h"
#include "vector/chunk_codec.h"

namespace lakebolt {

namespace {

uint64_t Checksum(const uint8_t* bytes, size_t size) {
  return HashBytes(reinterpret_cast<const char*>(bytes), size);
}

}  // namespace

SpillFile::SpillFile(std::shared_ptr<TemporaryDirectory> directory, std::vector<LogicalType> types)
    : directory_(std::move(directory)), types_(std::move(types)) {}

void SpillFile::Write(const Chunk& chunk) {
  if (chunk.count() == 0) return;
  if (file_ == nullptr) file_ = directory_->CreateFile();
  encoded_.clear();
  EncodeChunk(chunk, encoded_);
  if (encoded_.size() > std::numeric_limits<int32_t>::max()) {
    throw UserError(ErrorCode::kOutOfMemory, "a chunk of over 2 GiB cannot be written to disk", {},
                    "lower chunk_size, or raise memory_limit");
  }
  compressed_.resize(MostCompressedBytes(encoded_.size()));
  const size_t size = CompressBlock(reinterpret_cast<const uint8_t*>(encoded_.data()),
                                    encoded_.size(), compressed_.data());
  const int64_t offset = file_->Append(compressed_.data(), size);
  blocks_.push_back({offset, static_cast<uint32_t>(size), static_cast<uint32_t>(encoded_.size()),
                     Checksum(compressed_.data(), size)});
  rows_ += chunk.count();
  memory_bytes_ += encoded_.size();
  largest_chunk_ = std::max<uint64_t>(largest_chunk_, encoded_.size());
}

Chunk SpillFile::Read(size_t index) const {
  const Block& block = blocks_[index];
  const BufferPtr compressed = Buffer::Allocate(block.compressed_bytes);
  file_->ReadAt(block.offset, compressed->data(), block.compressed_bytes);
  if (Checksum(compressed->data(), block.compressed_bytes) != block.checksum) {
    throw UserError(ErrorCode::kIo, "a temporary file was changed or is damaged");
  }
  const BufferPtr bytes = Buffer::Allocate(block.bytes);
  DecompressBlock(compressed->data(), block.compressed_bytes, bytes->data(), block.bytes);
  return DecodeChunk(types_, bytes, block.bytes);
}

}  // namespace lakebolt
