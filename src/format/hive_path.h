#pragma once

#include <string>
#include <string_view>

namespace lakebolt {

// Hive's layout names folders `key=value`, both URL-encoded.

/// Stands for NULL in the place of a value.
inline constexpr std::string_view kHiveNull = "__HIVE_DEFAULT_PARTITION__";

/// Appends a key or a value, encoding what a path must not have or readers take for something else.
void AppendHiveEncoded(std::string_view text, std::string& out);
/// Appends a value that is the whole name of a folder: one that would be empty, lead to another
/// folder or be hidden is encoded, too.
void AppendFolderEncoded(std::string_view text, std::string& out);

/// Reads a key or a value; what is no escape stays as it is.
std::string HiveDecoded(std::string_view text);
/// Reads a value that is the whole name of a folder.
std::string FolderDecoded(std::string_view text);

}  // namespace lakebolt
