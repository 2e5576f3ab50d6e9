#include "format/compressed_output.h"

#include <arrow/result.h>
#include <arrow/util/compression.h>

#include <algorithm>
#include <vector>

#include "base/ascii.h"
#include "base/cancellation_scope.h"
#include "base/error.h"

namespace lakebolt {

namespace {

/// Is compressed between two looks at cancellation: a few milliseconds.
constexpr size_t kPieceBytes = size_t{64} << 10;

void Check(const arrow::Status& status) {
  if (!status.ok()) throw UserError(ErrorCode::kIo, "cannot compress: " + status.message());
}

arrow::Compression::type KindOf(const std::string& codec) {
  const std::string folded = AsciiLower(codec);
  if (folded == "gzip") return arrow::Compression::GZIP;
  if (folded == "zstd") return arrow::Compression::ZSTD;
  throw UserError(ErrorCode::kNotSupported, "text files compressed by \"" + codec + "\"", {},
                  "there is none, gzip and zstd");
}

}  // namespace

struct CompressedOutput::Compressor {
  std::unique_ptr<arrow::util::Codec> codec;
  std::shared_ptr<arrow::util::Compressor> stream;
  std::vector<uint8_t> buffer = std::vector<uint8_t>(1 << 17);
};

CompressedOutput::CompressedOutput(const std::string& codec, Output* target)
    : target_(target), compressor_(std::make_unique<Compressor>()) {
  auto made = arrow::util::Codec::Create(KindOf(codec));
  Check(made.status());
  compressor_->codec = std::move(*made);
  auto stream = compressor_->codec->MakeCompressor();
  Check(stream.status());
  compressor_->stream = std::move(*stream);
}

CompressedOutput::~CompressedOutput() = default;

void CompressedOutput::Drain(std::string_view bytes) {
  std::vector<uint8_t>& buffer = compressor_->buffer;
  while (!bytes.empty()) {
    CheckCancellation();
    const size_t piece = std::min(bytes.size(), kPieceBytes);
    auto step = compressor_->stream->Compress(static_cast<int64_t>(piece),
                                              reinterpret_cast<const uint8_t*>(bytes.data()),
                                              static_cast<int64_t>(buffer.size()), buffer.data());
    Check(step.status());
    target_->Append(
        {reinterpret_cast<const char*>(buffer.data()), static_cast<size_t>(step->bytes_written)});
    bytes.remove_prefix(static_cast<size_t>(step->bytes_read));
    if (step->bytes_read == 0) buffer.resize(buffer.size() * 2);
  }
}

void CompressedOutput::Close() {
  Flush();
  std::vector<uint8_t>& buffer = compressor_->buffer;
  for (bool more = true; more;) {
    auto step = compressor_->stream->End(static_cast<int64_t>(buffer.size()), buffer.data());
    Check(step.status());
    target_->Append(
        {reinterpret_cast<const char*>(buffer.data()), static_cast<size_t>(step->bytes_written)});
    more = step->should_retry;
    if (more) buffer.resize(buffer.size() * 2);
  }
}

}  // namespace lakebolt
