#pragma once

#include <string>
#include <string_view>

namespace lakebolt {

/// Returns how many terminal cells `text` takes (UTF-8; wide characters take two).
int TextWidth(std::string_view text);

/// Returns `text` cut to at most `width` cells, with an ellipsis in the last one if it was cut.
std::string CutToWidth(std::string_view text, int width);

/// Returns `text` with control characters written as escapes, so that it stays on one line.
std::string OneLine(std::string_view text);

/// Returns `text` padded with spaces to `width` cells: `align` < 0 at the left, 0 centred, > 0 at
/// the right.
std::string Pad(std::string_view text, int width, int align);

}  // namespace lakebolt
