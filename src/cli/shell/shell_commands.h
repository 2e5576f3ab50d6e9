#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/runner.h"

namespace lakebolt {

/// Describes a command for .help and for completion.
struct ShellCommandInfo {
  std::string_view name;       // with its dot
  std::string_view psql_name;  // with its backslash; empty without one
  std::string_view arguments;
  std::string_view help;
};

/// Runs the commands that begin with a dot, or with psql's backslash, and scripts that hold some.
class ShellCommands {
 public:
  enum class Outcome { kDone, kFailed, kQuit };

  explicit ShellCommands(Runner* runner) : runner_(runner) {}

  /// Runs a line such as ".mode csv".
  Outcome Run(std::string_view line);
  /// Runs SQL statements, and commands on lines of their own between them; the first error ends
  /// the script.
  Outcome RunScript(const std::string& text);
  /// Runs the script in a file.
  Outcome RunFile(const std::string& path);

  static const std::vector<ShellCommandInfo>& All();

 private:
  struct Entry {
    ShellCommandInfo info;
    std::function<Outcome(ShellCommands&, const std::string& argument)> run;
  };

  static const std::vector<Entry>& Entries();
  /// Finds a command by its name or one that it is known by elsewhere, or by the start of a name
  /// that no other has; null when there is none.
  static const Entry* FindEntry(std::string name);

  Outcome RunSql(const std::string& sql);
  /// Runs a query whose result is for people, whatever the output format.
  Outcome ShowQuery(const std::string& sql);
  Outcome Help(const std::string& name);
  Outcome Tables(const std::string& pattern);
  Outcome Functions(const std::string& pattern);
  Outcome Schema(const std::string& pattern);
  Outcome Describe(const std::string& name);
  Outcome Open(const std::string& path);
  Outcome Mode(const std::string& name);
  /// Makes a table of a file, or appends the file to a table that there is.
  Outcome Import(const std::string& file_and_table);
  Outcome ChangeFolder(const std::string& path);
  Outcome RunProgram(const std::string& command);
  Outcome Expanded(const std::string& argument);
  Outcome Switch(bool* setting, const std::string& what, const std::string& argument);
  Outcome SetCount(const std::string& argument, const std::string& what, size_t* setting);
  Outcome Fail(const std::string& message, const std::string& hint = "");

  Runner* runner_;
  int depth_ = 0;  // of scripts that read scripts
};

}  // namespace lakebolt
