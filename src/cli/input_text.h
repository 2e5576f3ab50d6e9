#pragma once

#include <string>

namespace lakebolt {

/// Reads a whole file; throws UserError kIo.
std::string ReadTextFile(const std::string& path);

/// Reads an argument that is SQL or names a file of SQL; of one that names data all rows are asked
/// for.
std::string ReadSqlOrFile(const std::string& input);

}  // namespace lakebolt
