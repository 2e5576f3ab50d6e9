#include "format/parquet/codec.h"

#include <arrow/result.h>
#include <arrow/util/compression.h>

#include <array>
#include <cstring>
#include <memory>

#include "base/error.h"
#include "format/parquet/corrupt.h"
#include "format/parquet/snappy.h"

namespace lakebolt::parquet_format {

namespace {

constexpr size_t kCodecCount = static_cast<size_t>(CodecKind::kUnknown) + 1;

::arrow::Compression::type ArrowCodec(CodecKind codec) {
  switch (codec) {
    case CodecKind::kGzip: return ::arrow::Compression::GZIP;
    case CodecKind::kBrotli: return ::arrow::Compression::BROTLI;
    case CodecKind::kZstd: return ::arrow::Compression::ZSTD;
    case CodecKind::kLz4Raw: return ::arrow::Compression::LZ4;
    case CodecKind::kLz4Hadoop: return ::arrow::Compression::LZ4_HADOOP;
    case CodecKind::kLzo: throw UnsupportedBytes("the codec LZO is not supported");
    default: throw UnsupportedBytes("the codec is unknown");
  }
}

/// Returns this thread's decompressor: some codecs keep a state.
::arrow::util::Codec& CodecOfThread(CodecKind codec) {
  thread_local std::array<std::unique_ptr<::arrow::util::Codec>, kCodecCount> codecs;
  auto& slot = codecs[static_cast<size_t>(codec)];
  if (slot == nullptr) {
    auto made = ::arrow::util::Codec::Create(ArrowCodec(codec));
    if (!made.ok()) throw UnsupportedBytes(made.status().message());
    slot = std::move(*made);
  }
  return *slot;
}

/// Decompresses a page that is one frame by a context that is kept: making one costs more than a
/// small page. False where that does not give the page.
bool DecompressZstdFrame(const CompressedBlock& block) {
  thread_local const std::shared_ptr<::arrow::util::Decompressor> context =
      CodecOfThread(CodecKind::kZstd).MakeDecompressor().ValueOr(nullptr);
  if (context == nullptr || !context->Reset().ok()) return false;
  const auto in_size = static_cast<int64_t>(block.in_size);
  const auto out_size = static_cast<int64_t>(block.out_size);
  const auto step = context->Decompress(in_size, block.in, out_size, block.out);
  return step.ok() && context->IsFinished() && step->bytes_read == in_size &&
         step->bytes_written == out_size;
}

SnappyHint HintFor(uint32_t value_width) {
  constexpr uint32_t kNarrowest = 5;
  constexpr uint32_t kWidest = 16;
  return value_width >= kNarrowest && value_width <= kWidest ? SnappyHint::kNumbers
                                                             : SnappyHint::kAny;
}

[[noreturn]] void ThrowNoSnappy() {
  ThrowCorruptBytes("a page does not decompress: it is no Snappy block of the size it claims");
}

}  // namespace

const uint8_t* StoredContent(CodecKind codec, const uint8_t* in, size_t in_size, size_t size) {
  if (codec == CodecKind::kNone) return in_size == size ? in : nullptr;
  return codec == CodecKind::kSnappy ? SnappyLiteral(in, in_size, size) : nullptr;
}

bool GainsFromPairs(CodecKind codec) {
  return codec == CodecKind::kSnappy;
}

bool DecompressTwo(CodecKind codec, const CompressedBlock& first, const CompressedBlock& second,
                   uint32_t value_width) {
  if (!GainsFromPairs(codec)) throw InternalError("the codec takes one block at a time");
  const auto result = SnappyDecompressTwo(first, second, HintFor(value_width));
  if (!result.first) ThrowNoSnappy();
  return result.second;
}

void Decompress(CodecKind codec, const CompressedBlock& block, uint32_t value_width) {
  if (codec == CodecKind::kNone) {
    if (block.in_size != block.out_size) {
      ThrowCorruptBytes("an uncompressed page has two different sizes");
    }
    std::memcpy(block.out, block.in, block.out_size);
    return;
  }
  // Writers store an empty page as nothing at all.
  if (block.out_size == 0 && block.in_size == 0) return;
  if (codec == CodecKind::kSnappy) {
    if (!SnappyDecompress(block, HintFor(value_width))) ThrowNoSnappy();
    return;
  }
  if (codec == CodecKind::kZstd && DecompressZstdFrame(block)) return;
  const auto written =
      CodecOfThread(codec).Decompress(static_cast<int64_t>(block.in_size), block.in,
                                      static_cast<int64_t>(block.out_size), block.out);
  if (!written.ok()) {
    throw CorruptBytes("a page does not decompress: " + written.status().message());
  }
  if (*written != static_cast<int64_t>(block.out_size)) {
    ThrowCorruptBytes("a page decompresses to another size than its header says");
  }
}

}  // namespace lakebolt::parquet_format
