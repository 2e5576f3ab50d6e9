#include "cli/format/result_writer.h"

namespace lakebolt {

std::unique_ptr<ResultWriter> MakeResultWriter(OutputFormat format, Output* output,
                                               const TableLimits& limits) {
  switch (format) {
    case OutputFormat::kTable: return MakeTableWriter(output, limits);
    case OutputFormat::kCsv: return MakeCsvWriter(output);
    case OutputFormat::kJson: return MakeJsonWriter(output, false);
    case OutputFormat::kJsonLines: return MakeJsonWriter(output, true);
    case OutputFormat::kMarkdown: return MakeMarkdownWriter(output);
    case OutputFormat::kArrow: return MakeArrowWriter(output);
    case OutputFormat::kParquet: return MakeParquetWriter(output);
  }
  throw InternalError("no such output format");
}

}  // namespace lakebolt
