#pragma once

#include <string_view>

#include "cli/editor/completion.h"

namespace lakebolt {

/// Lists the files and folders that `path` may be the beginning of; `end` is where it ends in the
/// text, and `close` goes behind the name of a file.
Completions CompletePath(std::string_view path, size_t end, std::string_view close);

}  // namespace lakebolt
