#include "exec/spill/block_file.h"

#include <limits>

#include "base/error.h"
#include "base/hash.h"
#include "io/block_codec.h"

namespace lakebolt {

namespace {

/// Blocks are compressed where that saves so much: one part in so many.
constexpr size_t kWorthwhileSaving = 8;
/// After a block that did not get small enough, so many are not tried.
constexpr uint32_t kUntriedBlocks = 15;

uint64_t Checksum(const uint8_t* bytes, size_t size) {
  return HashBytes(reinterpret_cast<const char*>(bytes), size);
}

}  // namespace

size_t BlockFile::Compress(const uint8_t* bytes, size_t size, BufferPtr& out) {
  if (uncompressed_left_ > 0) {
    --uncompressed_left_;
    return 0;
  }
  out = Buffer::Allocate(MostCompressedBytes(size));
  const size_t compressed = CompressBlock(bytes, size, out->data());
  if (compressed <= size - size / kWorthwhileSaving) return compressed;
  uncompressed_left_ = kUntriedBlocks;
  return 0;
}

size_t BlockFile::Write(const uint8_t* bytes, size_t size) {
  if (size > std::numeric_limits<int32_t>::max()) {
    throw UserError(ErrorCode::kOutOfMemory, "a chunk of over 2 GiB cannot be written to disk", {},
                    "lower chunk_size, or raise memory_limit");
  }
  if (file_ == nullptr) file_ = directory_->CreateFile();
  BufferPtr out;
  const size_t compressed = Compress(bytes, size, out);
  const uint8_t* stored = compressed > 0 ? out->data() : bytes;
  const size_t stored_size = compressed > 0 ? compressed : size;
  const int64_t offset = file_->Append(stored, stored_size);
  blocks_.push_back({offset, static_cast<uint32_t>(stored_size), static_cast<uint32_t>(size),
                     Checksum(stored, stored_size)});
  return blocks_.size() - 1;
}

BufferPtr BlockFile::Read(size_t index) const {
  const Block& block = blocks_[index];
  BufferPtr stored = Buffer::Allocate(block.stored_bytes);
  file_->ReadAt(block.offset, stored->data(), block.stored_bytes);
  if (Checksum(stored->data(), block.stored_bytes) != block.checksum) {
    throw UserError(ErrorCode::kIo, "a temporary file was changed or is damaged");
  }
  if (block.stored_bytes == block.bytes) return stored;
  BufferPtr bytes = Buffer::Allocate(block.bytes);
  DecompressBlock(stored->data(), block.stored_bytes, bytes->data(), block.bytes);
  return bytes;
}

}  // namespace lakebolt
