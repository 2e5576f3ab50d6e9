#pragma once

#include <string>
#include <vector>

namespace lakebolt {

/// Returns the names that the setting "dialect" takes.
const std::vector<std::string>& DialectNames();

/// Returns the value that `setting` has in `dialect` where that differs from its default; null
/// where it does not.
const std::string* DialectValue(const std::string& dialect, const std::string& setting);

}  // namespace lakebolt
