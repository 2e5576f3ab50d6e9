#pragma once

#include <string_view>
#include <vector>

namespace lakebolt {

/// Is a run of SQL statements, or one command to the shell.
struct ScriptPart {
  std::string_view text;
  bool is_command = false;
};

/// Cuts a script at the commands in it, which stand on lines of their own between statements.
std::vector<ScriptPart> SplitScript(std::string_view script);

}  // namespace lakebolt
