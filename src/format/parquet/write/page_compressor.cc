#include "format/parquet/write/page_compressor.h"

#include <arrow/result.h>
#include <arrow/util/compression.h>

#include "base/error.h"

namespace lakebolt::parquet_format {

namespace {

arrow::Compression::type CompressionOf(CodecKind codec) {
  switch (codec) {
    case CodecKind::kSnappy: return arrow::Compression::SNAPPY;
    case CodecKind::kGzip: return arrow::Compression::GZIP;
    case CodecKind::kBrotli: return arrow::Compression::BROTLI;
    case CodecKind::kZstd: return arrow::Compression::ZSTD;
    case CodecKind::kLz4Raw: return arrow::Compression::LZ4;
    default: throw InternalError("a codec that is not written");
  }
}

}  // namespace

struct PageCompressor::State {
  std::unique_ptr<arrow::util::Codec> codec;
};

std::optional<CodecLevels> LevelsOf(CodecKind codec) {
  if (codec == CodecKind::kNone) return std::nullopt;
  const auto least = arrow::util::Codec::MinimumCompressionLevel(CompressionOf(codec));
  const auto most = arrow::util::Codec::MaximumCompressionLevel(CompressionOf(codec));
  if (!least.ok() || !most.ok()) return std::nullopt;
  return CodecLevels{*least, *most};
}

PageCompressor::PageCompressor(CodecKind codec, std::optional<int> level) {
  if (codec == CodecKind::kNone) return;
  auto made = arrow::util::Codec::Create(
      CompressionOf(codec), level.value_or(arrow::util::Codec::UseDefaultCompressionLevel()));
  if (!made.ok()) throw UserError(ErrorCode::kNotSupported, made.status().message());
  state_ = std::make_unique<State>();
  state_->codec = std::move(*made);
}

PageCompressor::~PageCompressor() = default;

void PageCompressor::Append(const uint8_t* bytes, size_t size, ByteArray& out) {
  if (state_ == nullptr) {
    out.Append(bytes, size);
    return;
  }
  const auto in_size = static_cast<int64_t>(size);
  const int64_t most = state_->codec->MaxCompressedLen(in_size, bytes);
  const size_t begin = out.size();
  uint8_t* to = out.Extend(static_cast<size_t>(most));
  const auto written = state_->codec->Compress(in_size, bytes, most, to);
  if (!written.ok()) throw UserError(ErrorCode::kIo, "a page: " + written.status().message());
  out.Shrink(begin + static_cast<size_t>(*written));
}

}  // namespace lakebolt::parquet_format
