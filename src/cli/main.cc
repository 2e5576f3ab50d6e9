#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>

#include "api/database.h"
#include "api/session.h"
#include "base/fault.h"
#include "cli/options.h"
#include "cli/runner.h"
#include "cli/shell.h"

namespace lakebolt {

namespace {

/// Reads the positional argument: the text of the file it names, or the SQL that it is.
std::string ReadInput(const std::string& input) {
  if (std::filesystem::is_directory(input)) {
    throw UserError(ErrorCode::kIo, "'" + input + "' is a folder, not a file with SQL", {},
                    "to query its Parquet files: lakebolt \"FROM '" + input + "/*.parquet'\"");
  }
  std::ifstream file(input, std::ios::binary);
  if (file) {
    std::ostringstream text;
    text << file.rdbuf();
    if (file.bad()) throw UserError(ErrorCode::kIo, "cannot read '" + input + "'");
    return text.str();
  }
  // SQL has a space somewhere; what has none was meant as a path.
  if (input.find_first_of(" \t\n;(") == std::string::npos) {
    throw UserError(ErrorCode::kIo, "there is no file '" + input + "'", {},
                    "give SQL text, or the path of a file with SQL");
  }
  return input;
}

bool WritesToTerminal(const CliOptions& options) {
  return options.output_path.empty() && isatty(STDOUT_FILENO) != 0;
}

/// Runs whatever the options ask for; true when nothing failed.
bool RunAll(Session* session, const CliOptions& options, Output* output) {
  Runner runner(session, options, output);
  bool good = true;
  for (const std::string& command : options.commands) good = good && runner.Run(command);
  if (good && !options.input.empty()) good = runner.Run(ReadInput(options.input));
  if (!options.commands.empty() || !options.input.empty()) return good;
  if (isatty(STDIN_FILENO) != 0) {
    RunShell(&runner);
    return true;
  }
  const std::string sql{std::istreambuf_iterator<char>(std::cin), {}};
  return runner.Run(sql);
}

int Main(const CliOptions& options) {
  const bool binary =
      options.format == OutputFormat::kArrow || options.format == OutputFormat::kParquet;
  if (binary && WritesToTerminal(options)) {
    throw UserError(ErrorCode::kInvalidArgument, "this output format is not for a terminal", {},
                    "send the output to a file with -o FILE, or into a pipe");
  }
  Faults::ArmFromEnvironment();
  Settings settings;
  for (const auto& [name, value] : options.settings) settings.Set(name, value);
  Session session(Database::Create(settings));
  if (options.output_path.empty()) {
    DescriptorOutput output(STDOUT_FILENO);
    return RunAll(&session, options, &output) ? 0 : 1;
  }
  FileOutput output(options.output_path);
  if (!RunAll(&session, options, &output)) return 1;
  output.Commit();
  return 0;
}

}  // namespace

}  // namespace lakebolt

int main(int argc, char** argv) {
  // Writes that fail are errors, not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  int exit_status = 0;
  const auto options = lakebolt::ParseOptions(argc, argv, &exit_status);
  if (!options) return exit_status;
  try {
    return lakebolt::Main(*options);
  } catch (const lakebolt::OutputClosed&) {
    return 0;
  } catch (...) {
    lakebolt::ReportError("");
    return 1;
  }
}
