#pragma once

#include <string>
#include <vector>

namespace lakebolt {

/// Says what the value of an option is.
enum class OptionValue { kNone, kFile, kFormat, kOther };

/// Describes an option of the command to shells that complete it.
struct OptionInfo {
  std::string short_name;  // with its hyphen; empty without one
  std::string long_name;   // with its hyphens
  std::string help;
  OptionValue value = OptionValue::kNone;
};

/// Writes the script that has `shell` (bash, zsh or fish) complete the command's options.
std::string CompletionScript(const std::string& shell, const std::vector<OptionInfo>& options);

}  // namespace lakebolt
