#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "cli/display_settings.h"
#include "format/result_writer.h"

namespace lakebolt {

/// Limits what the formats for people show, and says how they show it.
struct TableLimits {
  size_t max_rows = 40;        // 0: all
  int max_width = 0;           // in terminal cells; 0: any
  bool rows_left_out = false;  // the result has more rows than are written
  std::string null_text = "NULL";
  bool color = false;
  /// When the statement began: the footer then tells how long it took.
  std::optional<std::chrono::steady_clock::time_point> began = {};
};

/// Makes the writer that `display` asks for. It writes to `output`, which must outlive it.
std::unique_ptr<ResultWriter> MakeResultWriter(const DisplaySettings& display, Output* output,
                                               const TableLimits& limits);

/// Writes plain lines, which is how the command shows plans in place of a table.
std::unique_ptr<ResultWriter> MakeTextWriter(Output* output);
std::unique_ptr<ResultWriter> MakeTableWriter(Output* output, const TableLimits& limits);
/// Writes a line a value, its column's name before it: for rows wider than the screen.
std::unique_ptr<ResultWriter> MakeLineWriter(Output* output, const TableLimits& limits);
std::unique_ptr<ResultWriter> MakeMarkdownWriter(Output* output, const std::string& null_text);
/// Writes the values of a row on a line, with a separator between them and nothing quoted.
std::unique_ptr<ResultWriter> MakeListWriter(Output* output, const DisplaySettings& display);
std::unique_ptr<ResultWriter> MakeHtmlWriter(Output* output, const DisplaySettings& display);
std::unique_ptr<ResultWriter> MakeLatexWriter(Output* output, const std::string& null_text);
/// Writes an INSERT statement a row.
std::unique_ptr<ResultWriter> MakeInsertWriter(Output* output, const std::string& table);
/// Takes all rows and writes none: for timing.
std::unique_ptr<ResultWriter> MakeTrashWriter();

}  // namespace lakebolt
