#pragma once

#include <string>
#include <string_view>

namespace lakebolt::sql {

/// Replaces the name of a column in the text of an expression, wherever it stands as a word.
std::string RenameColumns(std::string_view sql, std::string_view from, std::string_view to);

}  // namespace lakebolt::sql
