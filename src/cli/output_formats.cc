#include "cli/output_formats.h"

#include <map>
#include <set>

#include "base/error.h"

namespace lakebolt {

namespace {

const std::map<std::string, OutputFormat> kFormats = {
    {"table", OutputFormat::kTable},       {"line", OutputFormat::kLine},
    {"csv", OutputFormat::kCsv},           {"tsv", OutputFormat::kTsv},
    {"json", OutputFormat::kJson},         {"jsonl", OutputFormat::kJsonLines},
    {"markdown", OutputFormat::kMarkdown}, {"arrow", OutputFormat::kArrow},
    {"feather", OutputFormat::kFeather},   {"parquet", OutputFormat::kParquet},
    {"list", OutputFormat::kList},         {"html", OutputFormat::kHtml},
    {"latex", OutputFormat::kLatex},       {"insert", OutputFormat::kInsert},
    {"trash", OutputFormat::kTrash},
};

const std::map<std::string, OutputFormat> kOtherNames = {
    {"box", OutputFormat::kTable},        {"duckbox", OutputFormat::kTable},
    {"column", OutputFormat::kTable},     {"expanded", OutputFormat::kLine},
    {"tabs", OutputFormat::kTsv},         {"jsonlines", OutputFormat::kJsonLines},
    {"ndjson", OutputFormat::kJsonLines}, {"md", OutputFormat::kMarkdown},
};

const std::map<std::string, OutputFormat> kSuffixes = {
    {".csv", OutputFormat::kCsv},          {".tsv", OutputFormat::kTsv},
    {".json", OutputFormat::kJson},        {".jsonl", OutputFormat::kJsonLines},
    {".ndjson", OutputFormat::kJsonLines}, {".md", OutputFormat::kMarkdown},
    {".arrow", OutputFormat::kFeather},    {".arrows", OutputFormat::kArrow},
    {".feather", OutputFormat::kFeather},  {".parquet", OutputFormat::kParquet},
    {".html", OutputFormat::kHtml},        {".htm", OutputFormat::kHtml},
    {".tex", OutputFormat::kLatex},        {".sql", OutputFormat::kInsert},
};

}  // namespace

bool IsBinary(OutputFormat format) {
  return format == OutputFormat::kArrow || format == OutputFormat::kFeather ||
         format == OutputFormat::kParquet;
}

std::optional<OutputFormat> FindFormat(const std::string& name) {
  for (const auto* formats : {&kFormats, &kOtherNames}) {
    const auto found = formats->find(name);
    if (found != formats->end()) return found->second;
  }
  return std::nullopt;
}

std::optional<OutputFormat> FormatOfFile(const std::filesystem::path& file) {
  const auto found = kSuffixes.find(file.extension());
  if (found == kSuffixes.end()) return std::nullopt;
  return found->second;
}

OutputFormat FormatForFile(const std::filesystem::path& file, OutputFormat chosen) {
  static const std::set<std::string> drawn = {"", ".txt", ".text", ".log", ".out"};
  if (chosen != OutputFormat::kTable && chosen != OutputFormat::kLine) return chosen;
  if (const auto format = FormatOfFile(file)) return *format;
  const std::string suffix = file.extension();
  if (drawn.contains(suffix) || file.parent_path() == "/dev") return chosen;
  std::string known;
  for (const auto& [name, format] : kSuffixes) known += (known.empty() ? "" : ", ") + name;
  throw UserError(
      ErrorCode::kInvalidArgument,
      "no format is known by the suffix \"" + suffix + "\" of \"" + file.string() + "\"", {},
      "known are " + known + "; for others choose a format first");
}

std::string FormatName(OutputFormat format) {
  for (const auto& [name, known] : kFormats) {
    if (known == format) return name;
  }
  return "";
}

std::vector<std::string> FormatNames(bool text_only) {
  std::vector<std::string> names;
  for (const auto& [name, format] : kFormats) {
    if (!text_only || !IsBinary(format)) names.push_back(name);
  }
  return names;
}

}  // namespace lakebolt
