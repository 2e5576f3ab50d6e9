#pragma once

#include <cstddef>
#include <string_view>

namespace lakebolt::sql {

/// Returns the bytes of the Unicode white space at `position` (no-break space, em space, byte order
/// mark and so on, as pasted from documents), or 0 when there is none.
size_t UnicodeSpaceWidth(std::string_view text, size_t position);

/// Tells whether a typographic quote (“ ” ‘ ’) stands at `position`.
bool IsCurlyQuote(std::string_view text, size_t position);

}  // namespace lakebolt::sql
