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
bool DecompressZstdFrame(const uint8_t* in, size_t in_size, uint8_t* out, size_t out_size) {
  thread_local const std::shared_ptr<::arrow::util::Decompressor> context =
      CodecOfThread(CodecKind::kZstd).MakeDecompressor().ValueOr(nullptr);
  if (context == nullptr || !context->Reset().ok()) return false;
  const auto step =
      context->Decompress(static_cast<int64_t>(in_size), in, static_cast<int64_t>(out_size), out);
  return step.ok() && context->IsFinished() && step->bytes_read == static_cast<int64_t>(in_size) &&
         step->bytes_written == static_cast<int64_t>(out_size);
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

bool GainsFromPairs(CodecKind codec) {
  return codec == CodecKind::kSnappy;
}

bool DecompressTwo(CodecKind codec, const CodecBlock& first, const CodecBlock& second,
                   uint32_t value_width) {
  if (!GainsFromPairs(codec)) throw InternalError("the codec takes one block at a time");
  const auto result = SnappyDecompressTwo({first.in, first.in_size, first.out, first.out_size},
                                          {second.in, second.in_size, second.out, second.out_size},
                                          HintFor(value_width));
  if (!result.first) ThrowNoSnappy();
  return result.second;
}

void Decompress(CodecKind codec, const uint8_t* in, size_t in_size, uint8_t* out, size_t out_size,
                uint32_t value_width) {
  if (codec == CodecKind::kNone) {
    if (in_size != out_size) ThrowCorruptBytes("an uncompressed page has two different sizes");
    std::memcpy(out, in, out_size);
    return;
  }
  // Writers store an empty page as nothing at all.
  if (out_size == 0 && in_size == 0) return;
  if (codec == CodecKind::kSnappy) {
    if (!SnappyDecompress({in, in_size, out, out_size}, HintFor(value_width))) ThrowNoSnappy();
    return;
  }
  if (codec == CodecKind::kZstd && DecompressZstdFrame(in, in_size, out, out_size)) return;
  const auto written = CodecOfThread(codec).Decompress(static_cast<int64_t>(in_size), in,
                                                       static_cast<int64_t>(out_size), out);
  if (!written.ok())
    throw CorruptBytes("a page does not decompress: " + written.status().message());
  if (*written != static_cast<int64_t>(out_size)) {
    ThrowCorruptBytes("a page decompresses to another size than its header says");
  }
}

}  // namespace lakebolt::parquet_format
