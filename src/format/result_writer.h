#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "format/parquet/write_options.h"
#include "io/output.h"
#include "types/logical_type.h"
#include "vector/arrow_abi.h"
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

  /// Returns about the bytes of rows that it keeps back.
  virtual int64_t HeldBytes() const { return 0; }
  /// Writes most of what takes memory, even if the file gets worse by it; false where it holds
  /// nothing to be written.
  virtual bool WriteHeld() { return false; }

  /// Tells whether rows are better given as Arrow arrays, which workers make side by side.
  virtual bool TakesArrays() const { return false; }
  /// Writes an Arrow array of the schema's columns (a struct array) and releases it.
  virtual void WriteArray(ArrowArray*) { throw InternalError("this writer takes chunks"); }
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
  std::string date_format;                // of strftime; empty: as dates print
  std::string timestamp_format;
  std::string new_line = "\n";
  std::string prefix;    // before all rows
  std::string suffix;    // behind all rows, instead of the last line's end
  uint32_t threads = 1;  // that make text side by side
};

/// Says how JSON is written.
struct JsonWriteOptions {
  bool lines = true;        // one object a line; else one array of them
  std::string date_format;  // as in CsvWriteOptions
  std::string timestamp_format;
  uint32_t threads = 1;
};

/// Names the two ways in which Arrow IPC lies in files. Only a file says at its end where batches
/// are; it is Feather's format too.
enum class ArrowLayout : uint8_t { kFile, kStream };

// Writers to `output`, which must outlive them.

std::unique_ptr<ResultWriter> MakeCsvWriter(Output* output, CsvWriteOptions options = {});
std::unique_ptr<ResultWriter> MakeJsonWriter(Output* output, const JsonWriteOptions& options = {});
/// Writes Arrow IPC.
std::unique_ptr<ResultWriter> MakeArrowWriter(Output* output, ArrowLayout layout);
/// Writes a Parquet file. Its columns are encoded by threads of their own, if `options` says so.
std::unique_ptr<ResultWriter> MakeParquetWriter(Output* output, ParquetWriteOptions options = {});

}  // namespace lakebolt
