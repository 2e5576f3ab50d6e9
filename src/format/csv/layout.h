#pragma once

#include <string>
#include <vector>

#include "format/csv/dialect.h"
#include "format/csv/field_type.h"
#include "format/csv/options.h"

namespace lakebolt::csv {

/// Is one column of a file.
struct Column {
  std::string name;
  FieldType type;
};

/// Says what one file holds and how it is read.
struct Layout {
  Dialect dialect;
  uint64_t skip_lines = 0;  // before the header, or else before the first record
  bool header = false;
  std::vector<Column> columns;
  bool trailing_delimiter = false;  // all records but the header end with a delimiter
  double bytes_per_record = 0;      // estimated
};

/// Finds out from a file's first records what the options leave open. Throws kIo, kCorruptData,
/// kInvalidArgument for options that name columns which the file has not.
Layout FindLayout(const std::string& path, const CsvOptions& options);

}  // namespace lakebolt::csv
