#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/format/result_writer.h"

namespace lakebolt {

/// Holds what the arguments ask for.
struct CliOptions {
  std::vector<std::string> commands;  // -c, in order
  std::string input;                  // the positional argument: a file or SQL
  std::string output_path;            // -o; empty: standard output
  OutputFormat format = OutputFormat::kTable;
  std::vector<std::pair<std::string, std::string>> settings;  // name, value
  size_t max_rows = 40;
};

/// Finds a format by its name on the command line.
std::optional<OutputFormat> FindFormat(const std::string& name);

/// Reads the arguments. Returns nothing when the process should end with `*exit_status`: help or
/// the version was printed, or an argument was wrong (and was reported on standard error).
std::optional<CliOptions> ParseOptions(int argc, char** argv, int* exit_status);

}  // namespace lakebolt
