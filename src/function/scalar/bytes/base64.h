#pragma once

#include <string_view>

#include "function/growing_text.h"

namespace lakebolt {

/// Appends `bytes` in base 64 (RFC 4648, padded) to `out`.
void AppendBase64(std::string_view bytes, GrowingText& out);

/// Appends what `text` says in base 64 to `out`. Throws a UserError that shows the text.
void AppendFromBase64(std::string_view text, GrowingText& out);

}  // namespace lakebolt
