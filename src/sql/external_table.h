#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"

namespace lakebolt::sql {

/// Holds what the clauses of CREATE EXTERNAL TABLE say.
struct ExternalTable {
  std::vector<std::pair<std::string, std::string>> columns;  ///< names and the text of their types
  std::string format;                                        ///< in lower case
  SourceRange format_range;
  std::string location;
  struct Option {
    std::string value;
    SourceRange range;
  };
  std::map<std::string, Option> options;  ///< by name in lower case
  bool header_row = false;
};

}  // namespace lakebolt::sql
