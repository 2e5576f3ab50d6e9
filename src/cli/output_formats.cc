#include "cli/output_formats.h"

#include <map>

namespace lakebolt {

namespace {

const std::map<std::string, OutputFormat> kFormats = {
    {"table", OutputFormat::kTable},       {"line", OutputFormat::kLine},
    {"csv", OutputFormat::kCsv},           {"tsv", OutputFormat::kTsv},
    {"json", OutputFormat::kJson},         {"jsonl", OutputFormat::kJsonLines},
    {"markdown", OutputFormat::kMarkdown}, {"arrow", OutputFormat::kArrow},
    {"feather", OutputFormat::kFeather},   {"parquet", OutputFormat::kParquet},
};

const std::map<std::string, OutputFormat> kOtherNames = {
    {"box", OutputFormat::kTable},        {"duckbox", OutputFormat::kTable},
    {"column", OutputFormat::kTable},     {"expanded", OutputFormat::kLine},
    {"tabs", OutputFormat::kTsv},         {"jsonlines", OutputFormat::kJsonLines},
    {"ndjson", OutputFormat::kJsonLines},
};

const std::map<std::string, OutputFormat> kSuffixes = {
    {".csv", OutputFormat::kCsv},          {".tsv", OutputFormat::kTsv},
    {".json", OutputFormat::kJson},        {".jsonl", OutputFormat::kJsonLines},
    {".ndjson", OutputFormat::kJsonLines}, {".md", OutputFormat::kMarkdown},
    {".arrow", OutputFormat::kFeather},    {".arrows", OutputFormat::kArrow},
    {".feather", OutputFormat::kFeather},  {".parquet", OutputFormat::kParquet},
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
