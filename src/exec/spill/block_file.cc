#include "exec/spill/block_file.h"

#include <chrono>
#include <limits>
#include <utility>

#include "base/error.h"
#include "base/hash.h"
#include "io/block_codec.h"

namespace lakebolt {

namespace {

/// Blocks are stored compressed where that saves so much: one part in so many.
constexpr size_t kWorthwhileSaving = 8;
/// After a block that was not worth it, so many are not tried.
constexpr uint32_t kUntriedBlocks = 15;
/// What is expected of compressing before it is tried.
constexpr double kExpectedSaving = 0.5;
constexpr double kExpectedNanoseconds = 2;
/// Decompressing takes this much of the time of compressing.
constexpr double kShareOfDecompressing = 0.25;
/// The last block counts this much.
constexpr double kShareOfLast = 0.125;

uint64_t Checksum(const uint8_t* bytes, size_t size) {
  return HashBytes(reinterpret_cast<const char*>(bytes), size);
}

}  // namespace

BlockFile::BlockFile(std::shared_ptr<TemporaryDirectory> directory)
    : directory_(std::move(directory)),
      saved_share_(kExpectedSaving),
      nanoseconds_per_byte_(kExpectedNanoseconds) {}

bool BlockFile::ShouldCompress() {
  if (untried_left_ > 0) {
    if (--untried_left_ == 0) saved_share_ = kExpectedSaving;
    return false;
  }
  if (directory_->IsScarce()) return true;
  const double cost = nanoseconds_per_byte_ * (1 + kShareOfDecompressing);
  return directory_->pace().NanosecondsPerByte() * saved_share_ > cost;
}

size_t BlockFile::Compress(const uint8_t* bytes, size_t size, BufferPtr& out) {
  if (size == 0 || !ShouldCompress()) return 0;
  const auto begin = std::chrono::steady_clock::now();
  out = Buffer::Allocate(MostCompressedBytes(size));
  const size_t compressed = CompressBlock(bytes, size, out->data());
  const std::chrono::duration<double, std::nano> time = std::chrono::steady_clock::now() - begin;
  const auto all = static_cast<double>(size);
  const double saved = 1 - static_cast<double>(compressed) / all;
  saved_share_ += (saved - saved_share_) * kShareOfLast;
  nanoseconds_per_byte_ += (time.count() / all - nanoseconds_per_byte_) * kShareOfLast;
  if (compressed <= size - size / kWorthwhileSaving) return compressed;
  untried_left_ = kUntriedBlocks;
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
