#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/display_settings.h"

namespace lakebolt {

/// Finds a format by its name; also by those that DuckDB's and SQLite's shells have for it.
std::optional<OutputFormat> FindFormat(const std::string& name);

/// Finds the format that the suffix of a file stands for.
std::optional<OutputFormat> FormatOfFile(const std::filesystem::path& file);

/// Returns the format that a result goes to `file` in: the one chosen, but a drawn one gives way to
/// that of the suffix. Throws kInvalidArgument for suffixes that neither say a format nor text.
OutputFormat FormatForFile(const std::filesystem::path& file, OutputFormat chosen);

/// Returns the name of a format.
std::string FormatName(OutputFormat format);

/// Lists the names of all formats, or of those that are text.
std::vector<std::string> FormatNames(bool text_only = false);

/// Tells whether a format is for programs only.
bool IsBinary(OutputFormat format);

}  // namespace lakebolt
