// The table of the shell's commands: their names, their help, and what each one calls.

#include "cli/shell/shell_commands.h"

namespace lakebolt {

const std::vector<ShellCommands::Entry>& ShellCommands::Entries() {
  using Self = ShellCommands;
  using Text = const std::string&;
  static const std::vector<Entry> entries = {
      {{".describe", "\\d", "[NAME]", "describe a table, view or file; list tables without NAME"},
       [](Self& self, Text name) { return self.Describe(name); }},
      {{".tables", "\\dt", "[PATTERN]", "list tables and views"},
       [](Self& self, Text pattern) { return self.Tables(pattern); }},
      {{".schema", "", "[PATTERN]", "show the statements that make tables and views"},
       [](Self& self, Text pattern) { return self.Schema(pattern); }},
      {{".open", "", "FILE", "make a view of a file, glob or folder, by its name, and describe it"},
       [](Self& self, Text path) { return self.Open(path); }},
      {{".databases", "\\l", "", "list databases"},
       [](Self& self, Text) { return self.ShowQuery("SHOW DATABASES"); }},
      {{".functions", "\\df", "[PATTERN]", "list functions"},
       [](Self& self, Text pattern) { return self.Functions(pattern); }},
      {{".mode", "", "[FORMAT]",
        "write results as table, line, csv, json, markdown, …: see --help"},
       [](Self& self, Text name) { return self.Mode(name); }},
      {{".expanded", "\\x", "[on|off]", "show a line for each value, for wide rows"},
       [](Self& self, Text argument) { return self.Expanded(argument); }},
      {{".timer", "\\timing", "[on|off]", "tell how long statements take"},
       [](Self& self, Text argument) {
         return self.Switch(&self.runner_->display().timer, "timer", argument);
       }},
      {{".pager", "", "[on|off]", "send results longer than the screen to $PAGER"},
       [](Self& self, Text argument) {
         return self.Switch(&self.runner_->display().pager, "pager", argument);
       }},
      {{".headers", "", "[on|off]", "write the names of columns in csv and tsv"},
       [](Self& self, Text argument) {
         return self.Switch(&self.runner_->display().headers, "headers", argument);
       }},
      {{".nullvalue", "", "TEXT", "write NULL as TEXT"},
       [](Self& self, Text text) {
         self.runner_->display().null_text = text;
         self.runner_->display().csv_null_text = text;
         return Outcome::kDone;
       }},
      {{".separator", "", "TEXT", "write TEXT between the values of csv and list"},
       [](Self& self, Text text) {
         self.runner_->display().separator = text == "\\t" ? "\t" : text;
         return Outcome::kDone;
       }},
      {{".maxrows", "", "N", "show at most N rows in tables; 0: all"},
       [](Self& self, Text argument) {
         return self.SetCount(argument, "rows", &self.runner_->display().max_rows);
       }},
      {{".maxwidth", "", "N", "draw tables at most N cells wide; 0: any; without N: the screen's"},
       [](Self& self, Text argument) {
         size_t width = 0;
         if (!argument.empty() && self.SetCount(argument, "cells", &width) != Outcome::kDone) {
           return Outcome::kFailed;
         }
         self.runner_->display().max_width = argument.empty() ? -1 : static_cast<int>(width);
         return Outcome::kDone;
       }},
      {{".output", "\\o", "[FILE]", "write results to FILE; without FILE, here again"},
       [](Self& self, Text path) {
         self.runner_->SetOutputFile(path);
         return Outcome::kDone;
       }},
      {{".once", "", "FILE", "write the next result to FILE"},
       [](Self& self, Text path) {
         if (path.empty()) return self.Fail("which file?", ".once FILE");
         self.runner_->SetOutputOnce(path);
         return Outcome::kDone;
       }},
      {{".profile", "", "[FILE]", "write a page about each query's plan and times to FILE (HTML)"},
       [](Self& self, Text path) {
         self.runner_->display().profile_path = path;
         return Outcome::kDone;
       }},
      {{".read", "\\i", "FILE", "run the SQL and commands in FILE"},
       [](Self& self, Text path) { return self.RunFile(path); }},
      {{".import", "", "FILE TABLE", "make TABLE of FILE, or append FILE to it"},
       [](Self& self, Text argument) { return self.Import(argument); }},
      {{".copy", "\\copy", "WHAT", "copy to or from a file: .copy t TO 't.csv', as SQL's COPY"},
       [](Self& self, Text rest) { return self.RunSql("COPY " + rest); }},
      {{".cd", "", "FOLDER", "read and write files in FOLDER from now on"},
       [](Self& self, Text path) { return self.ChangeFolder(path); }},
      {{".shell", "\\!", "COMMAND", "run COMMAND in a shell of the system"},
       [](Self& self, Text command) { return self.RunProgram(command); }},
      {{".print", "\\echo", "TEXT", "write TEXT where results go"},
       [](Self& self, Text text) {
         self.runner_->WriteLine(text);
         return Outcome::kDone;
       }},
      {{".help", "\\?", "[COMMAND]", "show this"},
       [](Self& self, Text name) { return self.Help(name); }},
      {{".quit", "\\q", "", "leave; so does Ctrl-D"}, [](Self&, Text) { return Outcome::kQuit; }},
  };
  return entries;
}

const std::vector<ShellCommandInfo>& ShellCommands::All() {
  static const std::vector<ShellCommandInfo> all = [] {
    std::vector<ShellCommandInfo> infos;
    for (const Entry& entry : Entries()) infos.push_back(entry.info);
    return infos;
  }();
  return all;
}

}  // namespace lakebolt
