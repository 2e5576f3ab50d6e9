#pragma once

#include <optional>
#include <string_view>

#include "format/csv/dialect.h"
#include "format/csv/options.h"

namespace lakebolt::csv {

/// Is how a file is cut, with what stands before its first record.
struct FoundDialect {
  Dialect dialect;
  uint64_t skip_lines = 0;
  size_t columns = 0;
  bool trailing_delimiter = false;  // see Layout
};

/// Returns what the user said of a dialect; the rest is RFC 4180's.
Dialect DialectOf(const CsvOptions& options);

/// Finds the dialect by which the records of `sample` have the same number of fields, the more the
/// better, with the fewest lines left out at the start. The user's choices hold. Nothing when no
/// dialect makes sense. `whole`: the sample is all of the file.
std::optional<FoundDialect> FindDialect(std::string_view sample, bool whole,
                                        const CsvOptions& options);

}  // namespace lakebolt::csv
