#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "io/output.h"
#include "types/logical_type.h"
#include "vector/chunk.h"

namespace lakebolt {

/// Writes one result in one format. `Begin` comes first, then any number of `Write`, then `Finish`.
class ResultWriter {
 public:
  virtual ~ResultWriter() = default;

  virtual void Begin(const Schema& schema) = 0;
  /// Writes the live rows of `chunk`.
  virtual void Write(const Chunk& chunk) = 0;
  virtual void Finish() = 0;
};

/// Says how CSV is written; RFC 4180 by default.
struct CsvWriteOptions {
  std::string delimiter = ",";
  char quote = '"';
  char escape = '"';
  bool header = true;
  std::string null_text;                  // stands for NULL
  bool quote_all = false;                 // FORCE_QUOTE *
  std::vector<std::string> quoted_names;  // FORCE_QUOTE (a, b)
};

/// Says how Parquet is written.
struct ParquetWriteOptions {
  std::string codec = "zstd";  // none, snappy, gzip, zstd, lz4, brotli
  /// Readers split work by row group, so not too many; each carries statistics and dictionaries,
  /// so not too few.
  int64_t row_group_rows = 1 << 19;
};

// Writers to `output`, which must outlive them.

std::unique_ptr<ResultWriter> MakeCsvWriter(Output* output, CsvWriteOptions options = {});
/// Writes one JSON array of objects, or, with `lines`, one object a line.
std::unique_ptr<ResultWriter> MakeJsonWriter(Output* output, bool lines);
/// Writes an Arrow IPC stream.
std::unique_ptr<ResultWriter> MakeArrowWriter(Output* output);
std::unique_ptr<ResultWriter> MakeParquetWriter(Output* output, ParquetWriteOptions options = {});

}  // namespace lakebolt
