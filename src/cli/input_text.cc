#include "cli/input_text.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/error.h"

namespace lakebolt {

std::string ReadTextFile(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    throw UserError(ErrorCode::kIo, "'" + path + "' is a folder, not a file with SQL", {},
                    "to query its Parquet files: lakebolt \"FROM '" + path + "/*.parquet'\"");
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw UserError(ErrorCode::kIo, "there is no file '" + path + "'", {},
                    "give SQL text, or the path of a file with SQL");
  }
  std::ostringstream text;
  text << file.rdbuf();
  if (file.bad()) throw UserError(ErrorCode::kIo, "cannot read '" + path + "'");
  return text.str();
}

std::string ReadSqlOrFile(const std::string& input) {
  std::error_code error;
  // SQL has a space somewhere; what has none was meant as a path.
  const bool like_path = input.find_first_of(" \t\n;(") == std::string::npos;
  const bool command = !input.empty() && input[0] == '\\';
  return !command && (like_path || std::filesystem::exists(input, error)) ? ReadTextFile(input)
                                                                          : input;
}

}  // namespace lakebolt
