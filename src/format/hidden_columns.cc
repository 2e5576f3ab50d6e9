#include "format/hidden_columns.h"

#include <algorithm>

#include "base/ascii.h"

namespace lakebolt {

std::vector<size_t> HiddenColumns(const std::vector<std::string>& own,
                                  const std::vector<PathColumn>& path_columns) {
  std::vector<size_t> hidden;
  for (size_t i = own.size(); i-- > 0;) {
    const bool is_hidden =
        std::any_of(path_columns.begin(), path_columns.end(), [&](const PathColumn& column) {
          return AsciiLower(column.field.name) == AsciiLower(own[i]);
        });
    if (is_hidden) hidden.push_back(i);
  }
  return hidden;
}

}  // namespace lakebolt
