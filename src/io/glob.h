#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "io/file_system.h"

namespace lakebolt {

/// Tells whether a path has wildcards: '*', '?' or '['.
bool IsGlob(std::string_view path);

/// Tells whether one path component matches a pattern of '*' (any run), '?' (one character) and
/// '[a-z]', '[!a-z]' (one character of a set).
bool MatchesPattern(std::string_view pattern, std::string_view name);

/// Finds the files that match, sorted by path. A component "**" stands for any number of folders;
/// names that begin with '.' match only patterns that do, and links to folders do not count among
/// them, as they may lead in circles. Matching nothing gives an empty list.
std::vector<std::string> ExpandGlob(const FileSystem& files, const std::string& pattern);

/// Lists the files that a path stands for: itself, or those that match it as a pattern where there
/// is no file of that very name. Throws kIo when none matches.
std::vector<std::string> FilesAt(std::string path);

/// Finds all files below a folder whose names end in one of `suffixes`, sorted by path. Names that
/// begin with '.' or '_' are left out, as Spark and Hive do, and so are links to folders.
std::vector<std::string> FilesBelow(const FileSystem& files, const std::string& folder,
                                    const std::vector<std::string>& suffixes);

}  // namespace lakebolt
