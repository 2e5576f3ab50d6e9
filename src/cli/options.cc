#include "cli/options.h"

#include <CLI/CLI.hpp>
#include <map>

#include "base/error.h"

namespace lakebolt {

namespace {

constexpr const char* kFooter = R"(
Without SQL, lakebolt reads it from standard input, or starts a shell on a terminal.

Examples:
  lakebolt "FROM 'orders.parquet' LIMIT 5"
  lakebolt -c "SELECT count(*) FROM 'data/*.parquet'" --format csv
  lakebolt report.sql --threads 4 --memory 4GB
  cat report.sql | lakebolt --format json
)";

const std::map<std::string, OutputFormat> kFormats = {
    {"table", OutputFormat::kTable},       {"csv", OutputFormat::kCsv},
    {"json", OutputFormat::kJson},         {"jsonl", OutputFormat::kJsonLines},
    {"markdown", OutputFormat::kMarkdown}, {"arrow", OutputFormat::kArrow},
    {"parquet", OutputFormat::kParquet},
};

std::string FormatNames() {
  std::string names;
  for (const auto& [name, format] : kFormats) names += (names.empty() ? "" : ", ") + name;
  return names;
}

/// Names the first value of --set that is not NAME=VALUE.
std::string CheckSetting(const std::string& text) {
  const size_t equals = text.find('=');
  return equals == std::string::npos || equals == 0 ? "not NAME=VALUE: " + text : "";
}

/// Returns the arguments, last first as CLI11 wants them. SQL that opens with a comment ("--sales")
/// would be taken for an option; a space before the comment changes nothing else.
std::vector<std::string> Arguments(int argc, char** argv) {
  std::vector<std::string> arguments;
  for (int i = argc - 1; i > 0; --i) {
    std::string argument = argv[i];
    const size_t end = argument.find_first_of("= \n");
    const bool comment = argument.rfind("--", 0) == 0 && argument.size() > 2 &&
                         end != std::string::npos && argument[end] != '=';
    arguments.push_back(comment ? " " + argument : argument);
  }
  return arguments;
}

}  // namespace

std::optional<OutputFormat> FindFormat(const std::string& name) {
  const auto found = kFormats.find(name);
  if (found == kFormats.end()) return std::nullopt;
  return found->second;
}

std::optional<CliOptions> ParseOptions(int argc, char** argv, int* exit_status) {
  CliOptions options;
  std::string format = "table";
  std::string memory;
  int threads = 0;
  std::vector<std::string> settings;

  CLI::App app("Lakebolt: SQL over Parquet files and Arrow data", "lakebolt");
  app.footer(kFooter);
  app.set_version_flag("-V,--version", "lakebolt " LAKEBOLT_VERSION, "Print the version");
  app.set_help_flag("-h,--help", "Print this help");
  app.add_option("input", options.input, "SQL text, or the path of a file with SQL")
      ->type_name("SQL|FILE");
  app.add_option("-c,--command", options.commands, "Run this SQL; may be given several times")
      ->type_name("SQL")
      ->allow_extra_args(false);
  app.add_option("-f,--format", format, "Write results as: " + FormatNames())
      ->type_name("FORMAT")
      ->check(CLI::IsMember(kFormats));
  app.add_option("-o,--output", options.output_path, "Write results to this file")
      ->type_name("FILE");
  app.add_option("-t,--threads", threads, "Use this many threads (default: all cores)")
      ->type_name("N")
      ->check(CLI::Range(1, 4096));
  app.add_option("-m,--memory", memory, "Use at most this much memory, such as 4GB")
      ->type_name("SIZE");
  app.add_option("--max-rows", options.max_rows, "Show at most this many rows in tables; 0: all")
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--set", settings, "Change a setting; may be given several times")
      ->type_name("NAME=VALUE")
      ->check(CheckSetting)
      ->allow_extra_args(false);
  try {
    app.parse(Arguments(argc, argv));
  } catch (const CLI::ParseError& error) {
    *exit_status = app.exit(error) == 0 ? 0 : 2;
    return std::nullopt;
  }

  options.format = kFormats.at(format);
  if (threads > 0) options.settings.emplace_back("threads", std::to_string(threads));
  if (!memory.empty()) options.settings.emplace_back("memory_limit", memory);
  for (const std::string& setting : settings) {
    const size_t equals = setting.find('=');
    options.settings.emplace_back(setting.substr(0, equals), setting.substr(equals + 1));
  }
  return options;
}

}  // namespace lakebolt
