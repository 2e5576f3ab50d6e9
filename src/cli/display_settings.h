#pragma once

#include <cstddef>
#include <string>

namespace lakebolt {

/// Names the output formats of the command.
enum class OutputFormat {
  kTable,
  kLine,
  kCsv,
  kTsv,
  kJson,
  kJsonLines,
  kMarkdown,
  kArrow,    // a stream
  kFeather,  // a file of Arrow IPC
  kParquet
};

/// Says how results are shown; dot commands change it.
struct DisplaySettings {
  OutputFormat format = OutputFormat::kTable;
  size_t max_rows = 40;            // of tables; 0: all
  int max_width = -1;              // of tables, in cells; 0: any, negative: the terminal's
  std::string null_text = "NULL";  // in formats for people
  std::string csv_null_text;       // in CSV and TSV
  bool headers = true;             // of CSV and TSV
  bool color = false;
  bool timer = false;
  bool pager = false;
  std::string profile_path;  // where each query's profile goes; empty: nowhere
};

}  // namespace lakebolt
