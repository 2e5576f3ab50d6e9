#include "cli/shell/shell_commands.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "base/error.h"
#include "cli/input_text.h"
#include "cli/output_formats.h"
#include "cli/shell/catalog_words.h"
#include "cli/shell/script_parts.h"
#include "format/cell.h"
#include "sql/formatter.h"

namespace lakebolt {

namespace {

constexpr int kMostNested = 50;  // scripts that read scripts

/// Returns `text` as an SQL string.
std::string Quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
  return out + "'";
}

/// Returns the condition that `column` is like `pattern`, whose wild cards are * and ? or, as in
/// SQL, % and _; none for "".
std::string Like(const std::string& column, const std::string& pattern) {
  if (pattern.empty()) return "";
  if (pattern.find('%') != std::string::npos) return " AND " + column + " ILIKE " + Quoted(pattern);
  return " AND lower(" + column + ") GLOB lower(" + Quoted(pattern) + ")";
}

std::string Trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return "";
  return std::string(text.substr(begin, text.find_last_not_of(kBlank) - begin + 1));
}

/// Returns an argument without the quotes around it; several arguments stay as they are.
std::string Unquoted(const std::string& text) {
  const bool quoted = text.size() >= 2 && (text.front() == '\'' || text.front() == '"') &&
                      text.find(text.front(), 1) == text.size() - 1;
  return quoted ? text.substr(1, text.size() - 2) : text;
}

/// Returns what a file is called without its endings; its folder's name for a glob or a folder.
std::string TableName(std::filesystem::path path) {
  while (path.filename().empty() ||
         path.filename().string().find_first_of("*?[") < std::string::npos) {
    if (!path.has_parent_path() || path.parent_path() == path) return "";
    path = path.parent_path();
  }
  const std::string name = path.filename();
  return name.substr(0, name.find('.', 1));
}

}  // namespace

ShellCommands::Outcome ShellCommands::Run(std::string_view line) {
  std::string command = Trimmed(line);
  while (!command.empty() && command.back() == ';')
    command = Trimmed(command.substr(0, command.size() - 1));
  const size_t space = command.find_first_of(" \t");
  const std::string name = command.substr(0, space);
  const std::string argument =
      space == std::string::npos ? "" : Unquoted(Trimmed(command.substr(space)));
  if (const Entry* entry = FindEntry(name)) {
    try {
      return entry->run(*this, argument);
    } catch (const UserError&) {
      ReportError("", runner_->display().color);
      return Outcome::kFailed;
    }
  }
  std::vector<std::string> names;
  for (const Entry& entry : Entries()) names.emplace_back(entry.info.name);
  const std::string near = DidYouMean(name, names);
  return Fail("there is no command " + name, near.empty() ? ".help lists them" : near);
}

const ShellCommands::Entry* ShellCommands::FindEntry(std::string name) {
  static const std::map<std::string, std::string> others = {{".exit", ".quit"},
                                                            {".format", ".mode"},
                                                            {".header", ".headers"},
                                                            {".timing", ".timer"},
                                                            {".system", ".shell"}};
  const auto other = others.find(name);
  if (other != others.end()) name = other->second;
  // psql shows more of what is listed where a plus stands behind the command.
  if (name.starts_with('\\') && name.ends_with('+')) name.pop_back();
  const Entry* near = nullptr;
  bool alone = true;
  for (const Entry& entry : Entries()) {
    if (name == entry.info.name || name == entry.info.psql_name) return &entry;
    if (name.size() < 3 || !entry.info.name.starts_with(name)) continue;
    alone = near == nullptr;
    near = &entry;
  }
  return alone ? near : nullptr;
}

ShellCommands::Outcome ShellCommands::Fail(const std::string& message, const std::string& hint) {
  try {
    throw UserError(ErrorCode::kInvalidArgument, message, {}, hint);
  } catch (const UserError&) {
    ReportError("", runner_->display().color);
  }
  return Outcome::kFailed;
}

ShellCommands::Outcome ShellCommands::RunSql(const std::string& sql) {
  return runner_->Run(sql) ? Outcome::kDone : Outcome::kFailed;
}

ShellCommands::Outcome ShellCommands::RunScript(const std::string& text) {
  for (const ScriptPart& part : SplitScript(text)) {
    const Outcome outcome = part.is_command ? Run(part.text) : RunSql(std::string(part.text));
    if (outcome != Outcome::kDone) return outcome;
  }
  return Outcome::kDone;
}

ShellCommands::Outcome ShellCommands::RunFile(const std::string& path) {
  if (path.empty()) return Fail("which file?", ".read FILE");
  if (depth_ >= kMostNested) return Fail("scripts read each other without end");
  ++depth_;
  Outcome outcome = Outcome::kFailed;
  try {
    outcome = RunScript(ReadTextFile(path));
  } catch (const UserError&) {
    ReportError("", runner_->display().color);
  }
  --depth_;
  return outcome;
}

ShellCommands::Outcome ShellCommands::ShowQuery(const std::string& sql) {
  const DisplaySettings kept = runner_->display();
  DisplaySettings& display = runner_->display();
  if (IsBinary(kept.format) || kept.format == OutputFormat::kLine) {
    display.format = OutputFormat::kTable;
  }
  display.max_rows = 0;
  display.timer = false;
  display.profile_path.clear();
  const Outcome outcome = RunSql(sql);
  runner_->display() = kept;
  return outcome;
}

ShellCommands::Outcome ShellCommands::Help(const std::string& name) {
  bool found = false;
  for (const ShellCommandInfo& info : All()) {
    if (!name.empty() && name != info.name && name != info.psql_name && "." + name != info.name) {
      continue;
    }
    found = true;
    char line[200];
    std::snprintf(line, sizeof(line), "%-12s%-9s%-11s%s", std::string(info.name).c_str(),
                  std::string(info.psql_name).c_str(), std::string(info.arguments).c_str(),
                  std::string(info.help).c_str());
    runner_->WriteLine(line);
  }
  if (!found) return Fail("there is no command " + name, ".help lists them");
  if (name.empty()) {
    runner_->WriteLine(
        "\nStatements end with a semicolon and may take several lines; Alt-Enter begins a line.\n"
        "Tab completes, Ctrl-R searches what was entered before, Ctrl-C cancels a query.");
  }
  return Outcome::kDone;
}

ShellCommands::Outcome ShellCommands::Tables(const std::string& pattern) {
  return ShowQuery(
      "SELECT schema_name AS schema, table_name AS name, 'table' AS type, estimated_size AS rows, "
      "column_count AS columns FROM duckdb_tables() WHERE NOT internal" +
      Like("table_name", pattern) +
      " UNION ALL SELECT schema_name, view_name, 'view', NULL, column_count FROM duckdb_views() "
      "WHERE NOT internal" +
      Like("view_name", pattern) + " ORDER BY 1, 2");
}

ShellCommands::Outcome ShellCommands::Functions(const std::string& pattern) {
  std::string rows;
  CatalogWords words(&runner_->session());
  for (const auto& functions : {words.Functions(), words.TableFunctions()}) {
    for (const CatalogWord& word : functions) {
      rows += (rows.empty() ? "(" : ", (") + Quoted(word.name) + ", " + Quoted(word.kind) + ")";
    }
  }
  return ShowQuery("SELECT name, kind FROM (VALUES " + rows + ") words(name, kind) WHERE true" +
                   Like("name", pattern) + " ORDER BY 1, 2");
}

ShellCommands::Outcome ShellCommands::Schema(const std::string& pattern) {
  const std::unique_ptr<Result> result = runner_->session().Query(
      "SELECT sql FROM (SELECT sql, schema_name, table_name AS name FROM duckdb_tables() WHERE NOT "
      "internal UNION ALL SELECT sql, schema_name, view_name FROM duckdb_views() WHERE NOT "
      "internal) WHERE true" +
      Like("name", pattern) + " ORDER BY schema_name, name");
  while (const auto chunk = result->Next()) {
    chunk->rows().ForEach([&](uint32_t row) {
      std::string line;
      AppendCell(chunk->column(0), row, &line);
      runner_->WriteLine(line);
    });
  }
  return Outcome::kDone;
}

ShellCommands::Outcome ShellCommands::Describe(const std::string& name) {
  if (name.empty()) return Tables("");
  std::error_code ignored;
  const bool file =
      name.find_first_of("/*") != std::string::npos || std::filesystem::exists(name, ignored);
  return ShowQuery("DESCRIBE " + (file ? Quoted(name) : name));
}

ShellCommands::Outcome ShellCommands::Open(const std::string& path) {
  if (path.empty()) return Fail("which file?", ".open FILE");
  std::string name = TableName(path);
  if (name.empty())
    return Fail("'" + path + "' gives a view no name", "CREATE VIEW name AS FROM …");
  for (size_t at = 0; (at = name.find('`', at)) != std::string::npos; at += 2) name.insert(at, "`");
  name = "`" + name + "`";  // as every dialect quotes names
  runner_->session().Query("CREATE OR REPLACE VIEW " + name + " AS FROM " + Quoted(path))->Next();
  return ShowQuery("DESCRIBE " + name);
}

ShellCommands::Outcome ShellCommands::Import(const std::string& file_and_table) {
  const size_t space = file_and_table.find_last_of(" \t");
  if (space == std::string::npos) return Fail("which file, and which table?", ".import FILE TABLE");
  const std::string file = Unquoted(Trimmed(file_and_table.substr(0, space)));
  const std::string table = Unquoted(file_and_table.substr(space + 1));
  const std::unique_ptr<Result> known = runner_->session().Query(
      "FROM duckdb_tables() WHERE lower(table_name) = lower(" + Quoted(table) + ") LIMIT 1");
  const std::string name = sql::QuoteIdentifier(table);
  const bool appends = known->Next().has_value();
  return RunSql(
      (appends ? "INSERT INTO " + name + " FROM " : "CREATE TABLE " + name + " AS FROM ") +
      Quoted(file));
}

ShellCommands::Outcome ShellCommands::ChangeFolder(const std::string& path) {
  std::error_code error;
  std::filesystem::current_path(path, error);
  if (error) return Fail("cannot go to '" + path + "': " + error.message());
  return Outcome::kDone;
}

ShellCommands::Outcome ShellCommands::RunProgram(const std::string& command) {
  if (command.empty()) return Fail("which command?", ".shell COMMAND");
  std::fflush(stdout);
  return std::system(command.c_str()) == 0 ? Outcome::kDone : Outcome::kFailed;
}

ShellCommands::Outcome ShellCommands::Mode(const std::string& name_and_more) {
  const size_t space = name_and_more.find_first_of(" \t");
  const std::string name = name_and_more.substr(0, space);
  const std::string more =
      space == std::string::npos ? "" : Unquoted(Trimmed(name_and_more.substr(space)));
  if (name.empty()) {
    runner_->WriteLine(FormatName(runner_->display().format));
    return Outcome::kDone;
  }
  const auto format = FindFormat(name);
  if (!format || IsBinary(*format)) {
    std::string hint = DidYouMean(name, FormatNames(true));
    if (hint.empty()) {
      for (const std::string& known : FormatNames(true)) hint += (hint.empty() ? "" : ", ") + known;
      hint = "there is " + hint;
    }
    return Fail("there is no format '" + name + "' here", hint);
  }
  runner_->display().format = *format;
  if (*format == OutputFormat::kInsert && !more.empty()) runner_->display().insert_table = more;
  return Outcome::kDone;
}

ShellCommands::Outcome ShellCommands::Expanded(const std::string& argument) {
  DisplaySettings& display = runner_->display();
  bool expanded = display.format == OutputFormat::kLine;
  const Outcome outcome = Switch(&expanded, "expanded display", argument);
  display.format = expanded ? OutputFormat::kLine : OutputFormat::kTable;
  return outcome;
}

/// Sets a switch, or turns it over without an argument, and says how it stands.
ShellCommands::Outcome ShellCommands::Switch(bool* setting, const std::string& what,
                                             const std::string& argument) {
  if (!argument.empty() && argument != "on" && argument != "off") {
    return Fail("'" + argument + "' is neither on nor off");
  }
  *setting = argument.empty() ? !*setting : argument == "on";
  if (argument.empty()) runner_->WriteLine(what + (*setting ? " is on" : " is off"));
  return Outcome::kDone;
}

ShellCommands::Outcome ShellCommands::SetCount(const std::string& argument, const std::string& what,
                                               size_t* setting) {
  constexpr size_t kMostDigits = 9;
  const bool number =
      !argument.empty() && argument.size() <= kMostDigits &&
      std::all_of(argument.begin(), argument.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!number) return Fail("'" + argument + "' is no number of " + what);
  *setting = std::stoul(argument);
  return Outcome::kDone;
}

}  // namespace lakebolt
