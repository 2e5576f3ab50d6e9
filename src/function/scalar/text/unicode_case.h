#pragma once

#include <string>
#include <string_view>

namespace lakebolt {

// Simple case mapping of Unicode, code point by code point, as of utf8proc.

/// Appends `text` in upper (lower) case to `out`.
void AppendUpper(std::string_view text, std::string& out);
void AppendLower(std::string_view text, std::string& out);

}  // namespace lakebolt
