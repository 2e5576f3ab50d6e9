#include "plan/binder/values_name.h"

#include <string_view>

namespace lakebolt {

std::optional<std::string> OwnValuesName(const std::string& folded) {
  constexpr std::string_view kPrefix = "column";
  constexpr size_t kMostDigits = 4;
  const std::string digits = folded.starts_with(kPrefix) ? folded.substr(kPrefix.size()) : "";
  if (digits.empty() || digits.size() > kMostDigits || digits[0] == '0' ||
      digits.find_first_not_of("0123456789") != std::string::npos) {
    return std::nullopt;
  }
  return "col" + std::to_string(std::stoi(digits) - 1);
}

}  // namespace lakebolt
