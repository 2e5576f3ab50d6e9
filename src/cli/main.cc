#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <string_view>

#include "api/database.h"
#include "api/session.h"
#include "base/fault.h"
#include "cli/input_text.h"
#include "cli/options.h"
#include "cli/output_formats.h"
#include "cli/runner.h"
#include "cli/shell/shell.h"
#include "cli/shell/shell_commands.h"

namespace lakebolt {

namespace {

using Outcome = ShellCommands::Outcome;

bool WritesToTerminal(const CliOptions& options) {
  return options.output_path.empty() && isatty(STDOUT_FILENO) != 0;
}

/// Tells whether colours are wanted (https://no-color.org) and can be shown.
bool WantsColor(const CliOptions& options) {
  const char* refused = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  return options.colors_wanted && WritesToTerminal(options) &&
         (refused == nullptr || *refused == '\0') && terminal != nullptr &&
         std::string_view(terminal) != "dumb";
}

Outcome RunInput(ShellCommands* commands, const CliInput& input) {
  switch (input.kind) {
    case CliInput::Kind::kSql: return commands->RunScript(input.text);
    case CliInput::Kind::kFile: return commands->RunScript(ReadTextFile(input.text));
    case CliInput::Kind::kEither: return commands->RunScript(ReadSqlOrFile(input.text));
  }
  return Outcome::kFailed;
}

/// Runs whatever the options ask for; true when nothing failed.
bool RunAll(Session* session, const CliOptions& options, Output* output) {
  DisplaySettings display = options.display;
  display.color = WantsColor(options);
  const bool to_terminal = WritesToTerminal(options);
  const bool interactive = options.inputs.empty() && isatty(STDIN_FILENO) != 0;
  display.timer = display.timer || interactive;
  display.pager = interactive;
  Runner runner(session, display, output, to_terminal);
  if (interactive) {
    RunShell(&runner, options.init_path);
    runner.SetOutputFile("");
    return true;
  }
  ShellCommands commands(&runner);
  Outcome outcome =
      options.init_path.empty() ? Outcome::kDone : commands.RunFile(options.init_path);
  for (const CliInput& input : options.inputs) {
    if (outcome == Outcome::kDone) outcome = RunInput(&commands, input);
  }
  if (options.inputs.empty() && outcome == Outcome::kDone) {
    outcome = commands.RunScript(std::string{std::istreambuf_iterator<char>(std::cin), {}});
  }
  if (outcome != Outcome::kFailed) runner.SetOutputFile("");
  return outcome != Outcome::kFailed;
}

int Main(CliOptions options) {
  if (!options.output_path.empty() && !options.format_said) {
    options.display.format = FormatForFile(options.output_path, options.display.format);
  }
  if (IsBinary(options.display.format) && WritesToTerminal(options)) {
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
