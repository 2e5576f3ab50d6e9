#pragma once

#include <memory>
#include <string>

#include "cli/output.h"
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

/// Names the output formats of the command.
enum class OutputFormat { kTable, kCsv, kJson, kJsonLines, kMarkdown, kArrow, kParquet };

/// Limits what the table format shows.
struct TableLimits {
  size_t max_rows = 40;        // 0: all
  int max_width = 0;           // in terminal cells; 0: any
  bool rows_left_out = false;  // the result has more rows than are written
};

/// Makes the writer of `format` to `output`, which must outlive it.
std::unique_ptr<ResultWriter> MakeResultWriter(OutputFormat format, Output* output,
                                               const TableLimits& limits);

/// Writes plain lines, which is how the command shows plans in place of a table.
std::unique_ptr<ResultWriter> MakeTextWriter(Output* output);
std::unique_ptr<ResultWriter> MakeTableWriter(Output* output, const TableLimits& limits);
std::unique_ptr<ResultWriter> MakeCsvWriter(Output* output);
/// Writes one JSON array of objects, or, with `lines`, one object a line.
std::unique_ptr<ResultWriter> MakeJsonWriter(Output* output, bool lines);
std::unique_ptr<ResultWriter> MakeMarkdownWriter(Output* output);
std::unique_ptr<ResultWriter> MakeArrowWriter(Output* output);
std::unique_ptr<ResultWriter> MakeParquetWriter(Output* output);

}  // namespace lakebolt
