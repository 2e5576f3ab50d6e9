#pragma once

#include <string>
#include <string_view>

namespace lakebolt::sql {

/// Resolves the escapes of a string literal of Spark, given without its quotes: \n and its kin,
/// octal \101, \u0041, \U00000041. A backslash stays before % and _, for LIKE; before any other
/// character it goes. Quotes inside may be doubled.
std::string DecodeSparkString(std::string_view body, char quote);

}  // namespace lakebolt::sql
