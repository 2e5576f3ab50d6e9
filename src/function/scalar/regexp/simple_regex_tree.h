#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace lakebolt {

/// Is a part of a pattern that SimpleRegex can match.
struct RegexNode {
  enum class Kind : uint8_t { kByte, kSet, kSequence, kAlternatives, kGroup, kRepeat, kEnd };

  Kind kind = Kind::kSequence;
  char byte = 0;
  uint32_t set = 0;  // its number in the tree's sets
  int group = 0;     // of a group: its number, 0 when it captures nothing
  bool optional = false;
  bool repeated = false;
  bool lazy = false;
  std::vector<RegexNode> children;
};

/// Is a whole pattern.
struct RegexTree {
  RegexNode root;
  std::vector<std::array<bool, 256>> sets;  // of bytes
  int groups = 0;                           // that capture
  bool anchored = false;                    // begins with ^
};

/// Parses a pattern that RE2 accepts; nothing where SimpleRegex cannot match it.
std::optional<RegexTree> ParseSimpleRegex(std::string_view pattern, bool dot_newline);

}  // namespace lakebolt
