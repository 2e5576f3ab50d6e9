#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lakebolt::sql {

inline bool IsUtf8Continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}
inline bool IsUtf8Lead(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0xC0;
}

/// Finds the first byte that is not well-formed UTF-8; `text.size()` when there is none.
size_t FindInvalidUtf8(std::string_view text);

/// Returns the bytes of the Unicode white space at `position` (no-break space, em space, byte order
/// mark and so on, as pasted from documents), or 0 when there is none.
size_t UnicodeSpaceWidth(std::string_view text, size_t position);

/// Tells whether a typographic quote (“ ” ‘ ’) stands at `position`.
bool IsCurlyQuote(std::string_view text, size_t position);

/// Appends `code_point` as UTF-8; returns false when it is no valid scalar value.
bool AppendUtf8(unsigned code_point, std::string& out);

}  // namespace lakebolt::sql
