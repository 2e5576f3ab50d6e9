#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lakebolt {

/// Names columns by whose values a table finds its rows fast.
struct TableKey {
  std::vector<uint32_t> columns;  // positions in the schema
  bool unique = true;             // no two rows agree in all columns, NULLs aside
  bool primary = false;           // written PRIMARY KEY; for messages
  std::string name;               // of the index or constraint; may be empty

  bool operator==(const TableKey&) const = default;
};

}  // namespace lakebolt
