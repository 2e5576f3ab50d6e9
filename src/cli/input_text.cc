#include "cli/input_text.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "base/error.h"

namespace lakebolt {

namespace {

/// Tells whether a path names data rather than SQL: by its suffix, or as a folder.
bool NamesData(std::filesystem::path path) {
  static const std::set<std::string> suffixes = {".parquet", ".csv",    ".tsv",   ".json",
                                                 ".jsonl",   ".ndjson", ".arrow", ".arrows",
                                                 ".ipc",     ".feather"};
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return true;
  if (path.extension() == ".gz" || path.extension() == ".zst") path.replace_extension();
  return suffixes.count(path.extension()) > 0;
}

}  // namespace

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
  if (command || (!like_path && !std::filesystem::exists(input, error))) return input;
  if (!NamesData(input)) return ReadTextFile(input);
  std::string quoted;
  for (const char c : input) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  return "FROM '" + quoted + "'";
}

}  // namespace lakebolt
