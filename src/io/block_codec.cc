#include "io/block_codec.h"

#include <arrow/result.h>
#include <arrow/util/compression.h>

#include <memory>

#include "base/error.h"

namespace lakebolt {

namespace {

arrow::util::Codec& Lz4() {
  thread_local const std::unique_ptr<arrow::util::Codec> codec =
      arrow::util::Codec::Create(arrow::Compression::LZ4).ValueOrDie();
  return *codec;
}

}  // namespace

size_t MostCompressedBytes(size_t size) {
  return static_cast<size_t>(Lz4().MaxCompressedLen(static_cast<int64_t>(size), nullptr));
}

size_t CompressBlock(const uint8_t* bytes, size_t size, uint8_t* out) {
  const auto room = static_cast<int64_t>(MostCompressedBytes(size));
  const auto written = Lz4().Compress(static_cast<int64_t>(size), bytes, room, out);
  if (!written.ok()) throw InternalError("LZ4: " + written.status().message());
  return static_cast<size_t>(*written);
}

void DecompressBlock(const uint8_t* bytes, size_t size, uint8_t* out, size_t out_size) {
  const auto written =
      Lz4().Decompress(static_cast<int64_t>(size), bytes, static_cast<int64_t>(out_size), out);
  if (!written.ok() || static_cast<size_t>(*written) != out_size) {
    throw UserError(ErrorCode::kIo, "a block of a temporary file is damaged");
  }
}

}  // namespace lakebolt
