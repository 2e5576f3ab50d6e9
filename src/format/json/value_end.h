#pragma once

namespace lakebolt::json_format {

/// Returns where the JSON value that begins at `at` ends, or null when it goes on past `end`. Only
/// brackets, quotes and separators are looked at: whether it is JSON the parser finds out.
const char* EndOfValue(const char* at, const char* end);

/// Returns the first byte that is no blank.
const char* SkipBlanks(const char* at, const char* end);

}  // namespace lakebolt::json_format
