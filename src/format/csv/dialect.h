#pragma once

#include <string>

namespace lakebolt::csv {

/// Says how the bytes of a file are cut into records and fields.
struct Dialect {
  std::string delimiter = ",";  // one to four bytes
  char quote = '"';             // 0: nothing quotes
  char escape = '"';            // before a quote within quotes; 0: nothing
  char comment = 0;             // at the start of a line that is left out; 0: none
};

}  // namespace lakebolt::csv
