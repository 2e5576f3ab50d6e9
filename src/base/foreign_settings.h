#pragma once

#include <optional>
#include <string>
#include <utility>

namespace lakebolt {

/// Tells whether `name`, in lower case, is a setting of DataFusion or Spark, which programs written
/// for them set: `datafusion.execution.batch_size`. Such settings take any value. Those of Spark's
/// that would change answers, and have no own setting, are not among them.
bool IsForeignSetting(const std::string& name);

/// Returns the own setting, and its value, that says the same as a foreign one; nothing where the
/// foreign one has no meaning here or its value is unknown.
std::optional<std::pair<std::string, std::string>> OwnSettingOf(const std::string& name,
                                                                const std::string& value);

}  // namespace lakebolt
