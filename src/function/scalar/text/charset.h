#pragma once

#include <string>
#include <string_view>

namespace lakebolt {

/// Appends UTF-8 text in a character set: UTF-8, US-ASCII, ISO-8859-1, UTF-16, UTF-16BE, UTF-16LE,
/// UTF-32 (names in any case). What the set lacks becomes '?'. Returns whether the set is known.
bool AppendInCharset(std::string_view text, std::string_view charset, std::string& out);

/// Appends bytes of a character set as UTF-8 text; what cannot be read becomes U+FFFD. Returns
/// whether the set is known.
bool AppendFromCharset(std::string_view bytes, std::string_view charset, std::string& out);

/// Returns the text with `filler` for each byte that is of no character.
std::string RepairedUtf8(std::string_view text, std::string_view filler);

}  // namespace lakebolt
