#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/display_settings.h"

namespace lakebolt {

/// Is SQL text, or the path of a file with SQL, in the order of the arguments.
struct CliInput {
  enum class Kind { kSql, kFile, kEither };

  Kind kind = Kind::kSql;
  std::string text;
};

/// Holds what the arguments ask for.
struct CliOptions {
  std::vector<CliInput> inputs;
  std::string output_path;                                    // -o; empty: standard output
  std::vector<std::pair<std::string, std::string>> settings;  // name, value
  DisplaySettings display;
  bool colors_wanted = true;
  bool format_said = false;
  std::string init_path;  // of a script that runs first
};

/// Reads the arguments. Returns nothing when the process should end with `*exit_status`: help or
/// the version was printed, or an argument was wrong (and was reported on standard error).
std::optional<CliOptions> ParseOptions(int argc, char** argv, int* exit_status);

}  // namespace lakebolt
