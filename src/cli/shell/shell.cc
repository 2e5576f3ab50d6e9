#include "cli/shell/shell.h"

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>

#include "api/lexical_habits.h"
#include "cli/editor/line_editor.h"
#include "cli/shell/shell_commands.h"
#include "cli/shell/shell_completer.h"
#include "cli/shell/sql_highlighter.h"
#include "cli/shell/sql_text.h"

namespace lakebolt {

namespace {

constexpr const char* kContinuation = "     ...> ";

/// Is one conversation at the terminal.
class Shell {
 public:
  explicit Shell(Runner* runner)
      : runner_(runner),
        commands_(runner),
        completer_(&runner->session()),
        history_(History::DefaultPath()),
        terminal_(STDIN_FILENO, STDOUT_FILENO),
        editor_(&terminal_, &history_, MakeHooks(), runner->display().color) {}

  /// Runs the script at `start_path`, if there is one, and then what is typed.
  void Run(const std::string& start_path) {
    const bool quits =
        !start_path.empty() && commands_.RunFile(start_path) == ShellCommands::Outcome::kQuit;
    if (quits) return;
    Say("Lakebolt " LAKEBOLT_VERSION ". Statements end with a semicolon; .help for help.\n");
    while (const std::optional<std::string> text = Read()) {
      if (text->find_first_not_of(" \t\r\n") == std::string::npos) continue;
      history_.Add(*text);
      if (RunText(*text) == ShellCommands::Outcome::kQuit) return;
      completer_.Forget();
    }
  }

 private:
  ShellCommands::Outcome RunText(const std::string& text) {
    if (const std::string command = CommandOf(text); !command.empty()) {
      return commands_.Run(command);
    }
    const size_t end = StatementBeforeGo(text);
    if (end == std::string::npos) return Outcome(runner_->Run(text));
    const OutputFormat kept = runner_->display().format;
    if (text.find('x', end) != std::string::npos) runner_->display().format = OutputFormat::kLine;
    const bool done = runner_->Run(text.substr(0, end) + ";");
    runner_->display().format = kept;
    return Outcome(done);
  }

  static ShellCommands::Outcome Outcome(bool done) {
    return done ? ShellCommands::Outcome::kDone : ShellCommands::Outcome::kFailed;
  }

  /// Returns the command that a text is, also by a word with which people leave other shells; ""
  /// for SQL.
  static std::string CommandOf(const std::string& text) {
    if (IsShellCommand(text)) return text;
    const size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string::npos) return "";
    const std::string word = text.substr(begin, text.find_last_not_of(" \t\r\n;") + 1 - begin);
    if (word == "quit" || word == "exit") return ".quit";
    return word == "help" ? ".help" : "";
  }

  /// Returns where a statement ends that psql's \g or \gx runs in place of a semicolon, the latter
  /// with a line for each value; npos where there is none.
  size_t StatementBeforeGo(const std::string& text) const {
    const size_t go = text.find_last_of('\\');
    if (go == std::string::npos || go == 0) return std::string::npos;
    const std::string word = text.substr(go, text.find_last_not_of(" \t\r\n") + 1 - go);
    const bool known = word == "\\g" || word == "\\gx";
    return known && IsComplete(text.substr(0, go) + ";", Options()) ? go : std::string::npos;
  }

  sql::LexicalOptions Options() const { return LexicalOptionsOf(runner_->session().settings()); }

  EditorHooks MakeHooks() {
    EditorHooks hooks;
    hooks.is_complete = [this](const std::string& text) { return IsWhole(text); };
    hooks.highlight = [this](const std::string& text, size_t cursor) {
      if (!IsShellCommand(text)) return HighlightSql(text, cursor, Options());
      return std::vector<StyledSpan>{{0, text.find(' '), TextStyle::kKeyword}};
    };
    hooks.complete = [this](const std::string& text, size_t cursor) {
      try {
        return completer_.Complete(text, cursor);
      } catch (const UserError&) {
        return Completions{};  // a catalog that cannot answer completes nothing
      }
    };
    return hooks;
  }

  /// Tells whether Enter runs the text: a command, a statement with its semicolon, a comment, or
  /// nothing.
  bool IsWhole(const std::string& text) const {
    return !CommandOf(text).empty() || IsBetweenStatements(text, Options()) ||
           StatementBeforeGo(text) != std::string::npos;
  }

  /// Writes what is no result to the terminal, also where results go elsewhere.
  static void Say(const std::string& text) {
    std::FILE* terminal = isatty(STDOUT_FILENO) != 0 ? stdout : stderr;
    std::fputs(text.c_str(), terminal);
    std::fflush(terminal);
  }

  static bool CanEdit() {
    const char* terminal = std::getenv("TERM");
    return isatty(STDOUT_FILENO) != 0 && terminal != nullptr &&
           std::string_view(terminal) != "dumb";
  }

  std::string Prompt() const {
    return runner_->session().InTransaction() ? "lakebolt*> " : "lakebolt> ";
  }

  std::optional<std::string> Read() {
    return CanEdit() ? editor_.Read(Prompt(), kContinuation) : ReadPlain();
  }

  /// Reads without editing, where the terminal can do no more than print.
  std::optional<std::string> ReadPlain() const {
    std::string text;
    Say(Prompt());
    for (std::string line; std::getline(std::cin, line);) {
      text += line;
      if (IsWhole(text)) return text;
      text += '\n';
      Say(kContinuation);
    }
    return std::nullopt;
  }

  Runner* runner_;
  ShellCommands commands_;
  ShellCompleter completer_;
  History history_;
  Terminal terminal_;
  LineEditor editor_;
};

/// Returns the file with what each shell of the user begins with; "" when there is none.
std::string StartFile() {
  const char* home = std::getenv("HOME");
  const std::string path = home == nullptr ? "" : std::string(home) + "/.lakeboltrc";
  std::error_code ignored;
  return std::filesystem::is_regular_file(path, ignored) ? path : "";
}

}  // namespace

void RunShell(Runner* runner, const std::string& init_path) {
  // Ctrl-C between queries, as while a pager shows a result, ends nothing. A handler rather than
  // SIG_IGN: processes that are started do not inherit it.
  std::signal(SIGINT, [](int) {});
  Shell(runner).Run(init_path.empty() ? StartFile() : init_path);
}

}  // namespace lakebolt
