#pragma once

#include <memory>
#include <string>

#include "io/output.h"

namespace lakebolt {

/// Compresses what is written by "gzip" or "zstd" on its way to `target`, which must outlive it;
/// whoever made it calls Close at the end. Throws kNotSupported for other codecs.
class CompressedOutput : public Output {
 public:
  CompressedOutput(const std::string& codec, Output* target);
  ~CompressedOutput() override;

  /// Writes what ends the compressed bytes, and hands all on.
  void Close();

 protected:
  void Drain(std::string_view bytes) override;

 private:
  struct Compressor;

  Output* target_;
  std::unique_ptr<Compressor> compressor_;
};

}  // namespace lakebolt
