#include "cli/format/result_writer.h"

namespace lakebolt {

namespace {

std::unique_ptr<ResultWriter> MakeSeparatedWriter(const DisplaySettings& display, Output* output) {
  CsvWriteOptions options;
  options.header = display.headers;
  options.null_text = display.csv_null_text;
  if (display.format == OutputFormat::kTsv) options.delimiter = "\t";
  if (!display.separator.empty()) options.delimiter = display.separator;
  return MakeCsvWriter(output, std::move(options));
}

std::unique_ptr<ResultWriter> MakeJsonArrayWriter(Output* output) {
  JsonWriteOptions options;
  options.lines = false;
  return MakeJsonWriter(output, std::move(options));
}

}  // namespace

std::unique_ptr<ResultWriter> MakeResultWriter(const DisplaySettings& display, Output* output,
                                               const TableLimits& limits) {
  switch (display.format) {
    case OutputFormat::kTable: return MakeTableWriter(output, limits);
    case OutputFormat::kLine: return MakeLineWriter(output, limits);
    case OutputFormat::kCsv:
    case OutputFormat::kTsv: return MakeSeparatedWriter(display, output);
    case OutputFormat::kJson: return MakeJsonArrayWriter(output);
    case OutputFormat::kJsonLines: return MakeJsonWriter(output);
    case OutputFormat::kMarkdown: return MakeMarkdownWriter(output, limits.null_text);
    case OutputFormat::kList: return MakeListWriter(output, display);
    case OutputFormat::kHtml: return MakeHtmlWriter(output, display);
    case OutputFormat::kLatex: return MakeLatexWriter(output, limits.null_text);
    case OutputFormat::kInsert: return MakeInsertWriter(output, display.insert_table);
    case OutputFormat::kTrash: return MakeTrashWriter();
    case OutputFormat::kArrow: return MakeArrowWriter(output, ArrowLayout::kStream);
    case OutputFormat::kFeather: return MakeArrowWriter(output, ArrowLayout::kFile);
    case OutputFormat::kParquet: return MakeParquetWriter(output);
  }
  throw InternalError("no such output format");
}

}  // namespace lakebolt
