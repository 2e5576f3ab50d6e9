#pragma once

#include <string>

namespace lakebolt::fuzz {

/// Asks a table function for everything, for its columns one by one, for a count and for rows under
/// a filter: what a reader of files is asked for differs by query. `table` is the call as it stands
/// behind FROM. Each query has a sandbox of its own, as one that fails aborts its transaction.
void QueryTable(const std::string& table);

}  // namespace lakebolt::fuzz
