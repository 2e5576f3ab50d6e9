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
  kList,     // values with a separator between them, as they are
  kHtml,     // the rows of a table
  kLatex,    // a tabular
  kInsert,   // statements that insert the rows
  kTrash,    // nothing
  kArrow,    // a stream
  kFeather,  // a file of Arrow IPC
  kParquet
};

/// Says how results are shown; dot commands change it.
struct DisplaySettings {
  OutputFormat format = OutputFormat::kTable;
  size_t max_rows = 40;                // of tables; 0: all
  int max_width = -1;                  // of tables, in cells; 0: any, negative: the terminal's
  std::string null_text = "NULL";      // in formats for people
  std::string csv_null_text;           // in CSV, TSV and lists
  std::string separator;               // between values of CSV and lists; empty: the format's own
  std::string insert_table = "table";  // that statements of kInsert name
  bool headers = true;                 // of CSV, TSV, lists and HTML
  bool color = false;
  bool timer = false;
  bool pager = false;
  std::string profile_path;  // where each query's profile goes; empty: nowhere
};

}  // namespace lakebolt
