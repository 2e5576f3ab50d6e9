#include "cli/options.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <map>
#include <utility>

#include "base/error.h"
#include "cli/completion_scripts.h"
#include "cli/output_formats.h"

namespace lakebolt {

namespace {

constexpr const char* kFooter = R"(
Without SQL, lakebolt reads it from standard input, or starts a shell on a terminal.

Examples:
  lakebolt                                          # a shell; .help tells what it can do
  lakebolt orders.parquet                           # look into a file
  lakebolt "FROM 'orders.parquet' WHERE price > 100"
  lakebolt -c "SUMMARIZE 'orders.csv'"              # know its columns
  lakebolt -c "SELECT count(*) FROM 'data/*.parquet'" --format csv
  lakebolt -f report.sql -o report.parquet
  lakebolt report.sql --threads 4 --memory 4GB
  lakebolt -f slow.sql --profile slow.html          # where the time goes, as a page
  cat report.sql | lakebolt --format json
  source <(lakebolt completions bash)               # Tab completes options; also zsh, fish
)";

std::string JoinedFormatNames() {
  std::string names;
  for (const std::string& name : FormatNames()) names += (names.empty() ? "" : ", ") + name;
  return names;
}

/// Names the first value of --set that is not NAME=VALUE.
std::string CheckSetting(const std::string& text) {
  const size_t equals = text.find('=');
  return equals == std::string::npos || equals == 0 ? "not NAME=VALUE: " + text : "";
}

/// Returns an option of SQLite's and DuckDB's shells as it is written here; others as they are.
/// With one dash, -csv would mean -c sv.
std::string OwnName(const std::string& argument) {
  static const std::map<std::string, std::string> names = {
      {"-separator", "--separator"}, {"-nullvalue", "--null"}, {"-noheader", "--no-header"},
      {"-header", "--header"},       {"-bail", "--bail"},      {"-init", "--init"},
      {"-cmd", "--command"},         {"-s", "--command"},      {"-version", "--version"},
      {"-help", "--help"},           {"-batch", "--bail"},
  };
  const auto found = names.find(argument);
  if (found != names.end()) return found->second;
  const bool one_dash = argument.size() > 2 && argument[0] == '-' && argument[1] != '-';
  return one_dash && FindFormat(argument.substr(1)) ? "--format=" + argument.substr(1) : argument;
}

/// Adds a hint to what is said of an option that there is none of.
std::string NearestOption(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  for (const std::string& argument : app.remaining()) {
    const std::string near = argument.starts_with("--") ? DidYouMean(argument, names) : "";
    if (!near.empty()) return near;
  }
  return "";
}

/// Returns the arguments, last first as CLI11 wants them. SQL that opens with a comment ("--sales")
/// would be taken for an option; a space before the comment changes nothing else.
std::vector<std::string> ReversedArguments(int argc, char** argv) {
  std::vector<std::string> arguments;
  for (int i = argc - 1; i > 0; --i) {
    std::string argument = OwnName(argv[i]);
    const size_t end = argument.find_first_of("= \n");
    const bool comment = argument.rfind("--", 0) == 0 && argument.size() > 2 &&
                         end != std::string::npos && argument[end] != '=';
    arguments.push_back(comment ? " " + argument : argument);
  }
  return arguments;
}

std::string CheckFormat(const std::string& name) {
  return FindFormat(name) ? "" : name + " not in {" + JoinedFormatNames() + "}";
}

/// Describes the options of `app`, for shells.
std::vector<OptionInfo> DescribeOptions(const CLI::App& app) {
  std::vector<OptionInfo> infos;
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_lnames().empty() || option->get_group().empty()) continue;
    OptionInfo info;
    info.long_name = "--" + option->get_lnames().front();
    if (!option->get_snames().empty()) info.short_name = "-" + option->get_snames().front();
    info.help = option->get_description();
    const std::string type = option->get_items_expected_max() == 0 ? "" : option->get_type_name();
    info.value = type.empty()       ? OptionValue::kNone
                 : type == "FILE"   ? OptionValue::kFile
                 : type == "FORMAT" ? OptionValue::kFormat
                                    : OptionValue::kOther;
    infos.push_back(std::move(info));
  }
  return infos;
}

/// Holds what CLI11 fills in, as the arguments say it.
struct Arguments {
  std::vector<std::string> commands;
  std::vector<std::string> files;
  std::string input;
  std::string format;
  std::string memory;
  int threads = 0;
  std::vector<std::string> settings;
  bool no_color = false;
  bool no_header = false;
  std::string null_text;
  std::string shell;  // to write a completion script for
};

void AddOptions(CLI::App* app, Arguments* arguments, CliOptions* options) {
  app->footer(kFooter);
  app->set_version_flag("-V,--version", "lakebolt " LAKEBOLT_VERSION, "Print the version");
  app->set_help_flag("-h,--help", "Print this help");
  app->add_option("input", arguments->input,
                  "SQL text, or the path of a file with SQL or with data")
      ->type_name("SQL|FILE");
  app->add_option("-c,--command", arguments->commands,
                  "Run this SQL, or command of the shell; may be given several times")
      ->type_name("SQL")
      ->allow_extra_args(false);
  app->add_option("-f,--file", arguments->files, "Run the SQL in this file; -f csv is --format csv")
      ->type_name("FILE")
      ->allow_extra_args(false);
  app->add_option("--format", arguments->format, "Write results as: " + JoinedFormatNames())
      ->type_name("FORMAT")
      ->check(CheckFormat);
  app->add_option("--separator", options->display.separator,
                  "Write this between the values of csv and list")
      ->type_name("TEXT");
  app->add_option("--null", arguments->null_text, "Write NULL as this text")->type_name("TEXT");
  app->add_flag("--no-header", arguments->no_header, "Write no names of columns in csv and tsv");
  app->add_option("--init", options->init_path, "Run the SQL and commands in this file first")
      ->type_name("FILE");
  app->add_option("-o,--output", options->output_path,
                  "Write results to this file, in the format of its suffix or of --format")
      ->type_name("FILE");
  app->add_option("-t,--threads", arguments->threads, "Use this many threads (default: all cores)")
      ->type_name("N")
      ->check(CLI::Range(1, 4096));
  app->add_option("-m,--memory", arguments->memory, "Use at most this much memory, such as 4GB")
      ->type_name("SIZE");
  app->add_option("--max-rows", options->display.max_rows,
                  "Show at most this many rows in tables; 0: all")
      ->type_name("N")
      ->capture_default_str();
  app->add_option("--set", arguments->settings, "Change a setting; may be given several times")
      ->type_name("NAME=VALUE")
      ->check(CheckSetting)
      ->allow_extra_args(false);
  app->add_option("--profile", options->display.profile_path,
                  "Write a page about the queries' plans and times to this file (HTML)")
      ->type_name("FILE");
  // These say what is so anyway; scripts for other shells have them.
  app->add_flag("--bail")->group("");
  app->add_flag("--header")->group("");
  app->add_flag("--timer", options->display.timer, "Tell how long each statement takes");
  app->add_flag("--no-color", arguments->no_color, "Write no colours; so does NO_COLOR=1");
}

/// Takes the value of -f: a file or, as -f is short for --format too, a format.
void TakeFile(const std::string& file, CliOptions* options) {
  std::error_code ignored;
  const auto format = FindFormat(file);
  if (format && !std::filesystem::exists(file, ignored)) {
    options->display.format = *format;
  } else {
    options->inputs.push_back({CliInput::Kind::kFile, file});
  }
}

CliOptions TakeArguments(const CLI::App& app, const Arguments& arguments, CliOptions options) {
  options.format_said = !arguments.format.empty();
  if (options.format_said) options.display.format = *FindFormat(arguments.format);
  options.display.headers = !arguments.no_header;
  if (app.count("--null") > 0) {
    options.display.null_text = options.display.csv_null_text = arguments.null_text;
  }
  size_t commands = 0;
  size_t files = 0;
  for (const CLI::Option* option : app.parse_order()) {
    if (option->check_name("--command")) {
      options.inputs.push_back({CliInput::Kind::kSql, arguments.commands[commands++]});
    } else if (option->check_name("--file")) {
      TakeFile(arguments.files[files++], &options);
    } else if (option->check_name("input") && !arguments.input.empty()) {
      options.inputs.push_back({CliInput::Kind::kEither, arguments.input});
    }
  }
  options.colors_wanted = !arguments.no_color;
  if (arguments.threads > 0) {
    options.settings.emplace_back("threads", std::to_string(arguments.threads));
  }
  if (!arguments.memory.empty()) options.settings.emplace_back("memory_limit", arguments.memory);
  for (const std::string& setting : arguments.settings) {
    const size_t equals = setting.find('=');
    options.settings.emplace_back(setting.substr(0, equals), setting.substr(equals + 1));
  }
  return options;
}

}  // namespace

std::optional<CliOptions> ParseOptions(int argc, char** argv, int* exit_status) {
  CliOptions options;
  Arguments arguments;
  CLI::App app("Lakebolt: SQL over Parquet, CSV and JSON files and Arrow data", "lakebolt");
  AddOptions(&app, &arguments, &options);
  CLI::App* completions =
      app.add_subcommand("completions", "Print a script with which a shell completes the options");
  completions->add_option("shell", arguments.shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  try {
    app.parse(ReversedArguments(argc, argv));
  } catch (const CLI::ParseError& error) {
    *exit_status = app.exit(error) == 0 ? 0 : 2;
    const std::string near = NearestOption(app);
    if (!near.empty()) std::cerr << "HINT: " << near << "\n";
    return std::nullopt;
  }
  if (!arguments.shell.empty()) {
    std::cout << CompletionScript(arguments.shell, DescribeOptions(app));
    *exit_status = 0;
    return std::nullopt;
  }
  return TakeArguments(app, arguments, std::move(options));
}

}  // namespace lakebolt
