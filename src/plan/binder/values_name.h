#pragma once

#include <optional>
#include <string>

namespace lakebolt {

/// Returns what a column of VALUES is called here where PostgreSQL and DataFusion call it `folded`:
/// `col0` for `column1`; nothing for other names. Names are looked up so where nothing has them.
std::optional<std::string> OwnValuesName(const std::string& folded);

}  // namespace lakebolt
