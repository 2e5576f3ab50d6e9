#include "cli/shell/shell_completer.h"

#include "api/lexical_habits.h"
#include "cli/output_formats.h"
#include "cli/shell/path_completions.h"
#include "cli/shell/shell_commands.h"
#include "cli/shell/sql_text.h"

namespace lakebolt {

Completions ShellCompleter::Complete(const std::string& text, size_t cursor) {
  if (IsShellCommand(text)) return CompleteCommand(text.substr(0, cursor));
  return sql_.Complete(text, cursor, LexicalOptionsOf(session_->settings()));
}

Completions ShellCompleter::CompleteCommand(const std::string& text) {
  Completions found{0, text.size(), {}};
  const size_t space = text.find(' ');
  if (space == std::string::npos) {
    for (const ShellCommandInfo& info : ShellCommands::All()) {
      const std::string_view name = text[0] == '.' ? info.name : info.psql_name;
      if (!name.empty() && name.starts_with(text)) {
        found.choices.push_back({std::string(name), std::string(info.help)});
      }
    }
    return found;
  }
  const std::string name = text.substr(0, space);
  found.begin = text.find_first_not_of(' ', space);
  if (found.begin == std::string::npos) found.begin = text.size();
  const std::string start = text.substr(found.begin);
  for (const ShellCommandInfo& info : ShellCommands::All()) {
    if (name != info.name && name != info.psql_name) continue;
    if (info.arguments == "FILE" || info.arguments == "[FILE]") {
      return CompletePath(start, text.size(), "");
    }
    if (info.arguments == "[NAME]" || info.arguments == "[PATTERN]") {
      return sql_.CompleteTable(text, found.begin);
    }
    std::vector<std::string> words;
    if (info.arguments == "[FORMAT]") words = FormatNames(true);
    if (info.arguments == "[on|off]") words = {"on", "off"};
    for (const std::string& word : words) {
      if (word.starts_with(start)) found.choices.push_back({word, ""});
    }
  }
  return found;
}

}  // namespace lakebolt
