#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "format/path_columns.h"
#include "types/logical_type.h"

namespace lakebolt {

/// Says which tables tell of the lines that were left out.
struct RejectOptions {
  bool wanted = false;
  std::optional<bool> said;  // store_rejects
  bool refused = false;      // ignore_errors = false
  std::string errors_table = "reject_errors";
  std::string scans_table = "reject_scans";
  uint64_t limit = 0;  // of errors; 0: none
};

/// Holds what a user says of CSV files; what is left open is found out from their first rows.
struct CsvOptions {
  std::optional<std::string> delimiter;
  std::optional<std::string> quote;   // one byte, or empty for none
  std::optional<std::string> escape;  // likewise
  std::optional<std::string> comment;
  std::optional<bool> header;
  uint64_t skip = 0;  // lines before the header

  /// All columns, in order; nothing is found out about names and types then.
  std::vector<Field> columns;
  std::vector<std::string> names;                          // of the first columns
  std::vector<std::pair<std::string, LogicalType>> types;  // by name
  std::vector<LogicalType> leading_types;                  // by position
  std::vector<LogicalType> type_candidates;                // empty: the usual ones
  bool all_varchar = false;
  bool normalize_names = false;
  int64_t sample_rows = 20480;  // -1: all

  std::vector<std::string> null_texts = {""};
  std::vector<std::string> force_not_null;  // columns where those texts are text
  bool allow_quoted_nulls = true;
  std::string date_format;
  std::string timestamp_format;
  std::string date_separators = "-/. ";  // between the numbers of dates that are found out
  char decimal_separator = '.';
  char thousands = 0;

  bool ignore_errors = false;
  RejectOptions rejects;
  bool null_padding = false;  // missing columns at the end of a record are NULL
  bool strict = true;
  uint64_t max_line_size = 2'000'000;  // bytes

  std::string compression = "auto";  // none, gzip, zstd
  std::string encoding = "utf-8";    // latin-1, utf-16
  FileSetOptions files;
  uint64_t block_bytes = 1 << 20;  // read at once, by one worker
  std::string said;                // the options as they were written: "header=true, skip=1"
};

/// Is the hint of errors about text that is not UTF-8.
constexpr const char* kNotUtf8Hint =
    "read_csv(…, encoding = 'latin-1') reads ISO 8859-1, ignore_errors = true leaves such lines "
    "out";

}  // namespace lakebolt
