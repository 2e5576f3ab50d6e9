#include "cli/shell/script_parts.h"

#include "cli/shell/sql_text.h"

namespace lakebolt {

namespace {

/// Returns the line that begins at `at`, without its line feed.
std::string_view LineAt(std::string_view script, size_t at) {
  return script.substr(at, script.find('\n', at) - at);
}

/// Finds the line from `begin` on that holds the next command; the script's size when there is
/// none.
size_t FindCommand(std::string_view script, size_t begin) {
  for (size_t at = begin; at < script.size(); at += LineAt(script, at).size() + 1) {
    if (!IsShellCommand(LineAt(script, at))) continue;
    if (IsBetweenStatements(script.substr(begin, at - begin))) return at;
  }
  return script.size();
}

}  // namespace

std::vector<ScriptPart> SplitScript(std::string_view script) {
  std::vector<ScriptPart> parts;
  for (size_t at = 0; at < script.size();) {
    const size_t command = FindCommand(script, at);
    if (command > at) parts.push_back({script.substr(at, command - at), false});
    if (command == script.size()) break;
    const std::string_view line = LineAt(script, command);
    parts.push_back({line, true});
    at = command + line.size() + 1;
  }
  return parts;
}

}  // namespace lakebolt
