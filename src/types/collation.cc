#include "types/collation.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/ascii.h"

namespace lakebolt {

namespace {

struct NamedRule {
  std::string_view name;
  CollationFlag flag;
};

/// Lists the names; the first of a flag is the one it is written as.
constexpr std::array<NamedRule, 7> kRules = {{
    {"nocase", kCollateNoCase},
    {"noaccent", kCollateNoAccent},
    {"nfc", kCollateNfc},
    {"binary", kCollateBinary},
    {"c", kCollateBinary},
    {"posix", kCollateBinary},
    {"ucs_basic", kCollateBinary},
}};

}  // namespace

std::optional<uint8_t> CollationFromName(const std::string& name) {
  const std::string folded = AsciiLower(name);
  uint8_t collation = 0;
  for (size_t begin = 0; begin <= folded.size();) {
    const size_t end = std::min(folded.find('.', begin), folded.size());
    const std::string part = folded.substr(begin, end - begin);
    const auto rule = std::find_if(kRules.begin(), kRules.end(),
                                   [&](const NamedRule& known) { return known.name == part; });
    if (rule == kRules.end()) return std::nullopt;
    collation |= rule->flag;
    begin = end + 1;
  }
  return collation;
}

std::string CollationName(uint8_t collation) {
  std::string out;
  for (const NamedRule& rule : kRules) {
    if ((collation & rule.flag) == 0) continue;
    collation = static_cast<uint8_t>(collation & ~rule.flag);
    out += (out.empty() ? "" : ".") + std::string(rule.name);
  }
  return out;
}

}  // namespace lakebolt
