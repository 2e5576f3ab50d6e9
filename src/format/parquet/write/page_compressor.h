#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "format/parquet/encoding/encoders.h"
#include "format/parquet/file_metadata.h"

namespace lakebolt::parquet_format {

/// Is the levels of compression that a codec has.
struct CodecLevels {
  int least = 0;
  int most = 0;
};

/// Returns the levels of a codec; nothing for one without.
std::optional<CodecLevels> LevelsOf(CodecKind codec);

/// Compresses pages. For one thread at a time.
class PageCompressor {
 public:
  explicit PageCompressor(CodecKind codec, std::optional<int> level);
  ~PageCompressor();

  /// Appends the compressed bytes of a page to `out`.
  void Append(const uint8_t* bytes, size_t size, ByteArray& out);

 private:
  struct State;
  std::unique_ptr<State> state_;  // null without a codec
};

}  // namespace lakebolt::parquet_format
