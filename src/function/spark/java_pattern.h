#pragma once

#include <string>
#include <string_view>

namespace lakebolt {

/// Translates a date pattern of Java and Spark ("yyyy-MM-dd HH:mm:ss") to one of strftime. Throws
/// kNotSupported for letters that have no counterpart, kInvalidArgument for an open quote.
std::string FromJavaPattern(std::string_view pattern);

}  // namespace lakebolt
