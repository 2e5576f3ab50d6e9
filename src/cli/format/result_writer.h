#pragma once

#include <memory>
#include <string>

#include "format/result_writer.h"

namespace lakebolt {

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
std::unique_ptr<ResultWriter> MakeMarkdownWriter(Output* output);

}  // namespace lakebolt
