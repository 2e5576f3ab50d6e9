#include "cli/shell.h"

#include <histedit.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace lakebolt {

namespace {

constexpr const char* kHelp =
    "Statements end with a semicolon and may take several lines.\n"
    "  .tables         list tables and views\n"
    "  .format FORMAT  write results as table, csv, json, jsonl or markdown\n"
    "  .help           show this\n"
    "  .quit           leave; so does Ctrl-D\n";
constexpr int kHistoryLength = 10000;

bool g_continued = false;  // libedit asks for the prompt through a plain function

const char* Prompt(EditLine*) {
  return g_continued ? "     ...> " : "lakebolt> ";
}

/// Owns libedit's line editor and its history, which is kept in the home directory.
class LineEditor {
 public:
  LineEditor() : editor_(el_init("lakebolt", stdin, stdout, stderr)), history_(history_init()) {
    HistEvent event;
    history(history_, &event, H_SETSIZE, kHistoryLength);
    history(history_, &event, H_SETUNIQUE, 1);
    if (const char* home = std::getenv("HOME")) path_ = std::string(home) + "/.lakebolt_history";
    if (!path_.empty()) history(history_, &event, H_LOAD, path_.c_str());
    el_set(editor_, EL_EDITOR, "emacs");
    el_set(editor_, EL_PROMPT, Prompt);
    el_set(editor_, EL_HIST, history, history_);
    el_set(editor_, EL_SIGNAL, 1);
    el_source(editor_, nullptr);
  }
  ~LineEditor() {
    HistEvent event;
    if (!path_.empty()) history(history_, &event, H_SAVE, path_.c_str());
    history_end(history_);
    el_end(editor_);
  }
  LineEditor(const LineEditor&) = delete;
  LineEditor& operator=(const LineEditor&) = delete;

  /// Reads a line, its newline included; false at the end of input.
  bool Read(std::string* line) {
    int length = 0;
    const char* text = el_gets(editor_, &length);
    if (text == nullptr || length <= 0) return false;
    line->assign(text, static_cast<size_t>(length));
    return true;
  }

  void Remember(const std::string& statement) {
    HistEvent event;
    history(history_, &event, H_ENTER, statement.c_str());
  }

 private:
  EditLine* editor_;
  History* history_;
  std::string path_;
};

std::string Trim(const std::string& text) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

void RunTimed(Runner* runner, const std::string& sql) {
  const auto started = std::chrono::steady_clock::now();
  if (!runner->Run(sql)) return;
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - started;
  std::printf("%.3f s\n", elapsed.count());
  std::fflush(stdout);
}

/// Runs a command that begins with a dot; false when the user wants to leave.
bool RunCommand(Runner* runner, const std::string& command) {
  const size_t space = command.find(' ');
  const std::string name = command.substr(0, space);
  const std::string argument = space == std::string::npos ? "" : Trim(command.substr(space));
  if (name == ".quit" || name == ".exit") return false;
  if (name == ".help") {
    std::fputs(kHelp, stdout);
  } else if (name == ".tables") {
    runner->Run("SHOW TABLES");
  } else if (name == ".format") {
    const auto format = FindFormat(argument);
    if (!format || *format == OutputFormat::kArrow || *format == OutputFormat::kParquet) {
      std::fprintf(stderr, "no such format here: '%s'\n", argument.c_str());
    } else {
      runner->SetFormat(*format);
    }
  } else {
    std::fprintf(stderr, "no such command: %s (try .help)\n", name.c_str());
  }
  return true;
}

}  // namespace

void RunShell(Runner* runner) {
  std::printf("Lakebolt %s. Statements end with a semicolon; .help for help.\n", LAKEBOLT_VERSION);
  LineEditor editor;
  std::string sql;
  std::string line;
  while (true) {
    g_continued = !sql.empty();
    if (!editor.Read(&line)) break;
    if (sql.empty()) {
      const std::string trimmed = Trim(line);
      if (trimmed.empty()) continue;
      if (trimmed[0] == '.') {
        editor.Remember(trimmed);
        if (!RunCommand(runner, trimmed)) return;
        continue;
      }
    }
    sql += line;
    if (!IsComplete(sql)) continue;
    editor.Remember(Trim(sql));
    RunTimed(runner, sql);
    sql.clear();
  }
  std::putchar('\n');
}

}  // namespace lakebolt
