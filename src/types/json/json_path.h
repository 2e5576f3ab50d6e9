#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "types/json/json_document.h"

namespace lakebolt {

/// Names values within a JSON document: a JSONPath ("$.a[0].b", "$.*", "$..b", "$[#-1]"), a JSON
/// pointer ("/a/0/b"), or else the name of a member.
class JsonPath {
 public:
  /// Throws kInvalidArgument for a path that cannot be read.
  static JsonPath Parse(std::string_view text);
  /// Makes the path of an array's element; negative ones count from the end.
  static JsonPath OfIndex(int64_t index);

  enum class StepKind : uint8_t { kMember, kIndex, kPointer, kAnyMember, kAnyElement, kDeep };
  /// Is one step: a member's name, or an element's index, INT64_MAX for the place behind the last.
  struct Step {
    StepKind kind;
    std::string name;
    int64_t index = 0;
  };

  const std::vector<Step>& steps() const { return steps_; }
  /// Tells whether several values may fit.
  bool HasWildcard() const { return has_wildcard_; }

  /// Finds the value named; the first one where there may be several.
  std::optional<uint32_t> Find(const JsonDocument& document, uint32_t from = 0) const;
  /// Appends all values that fit.
  void FindAll(const JsonDocument& document, uint32_t from, std::vector<uint32_t>& out) const;

 private:
  void ParsePath(std::string_view text);
  /// Reads a step that begins with a dot at `begin`; returns where the next one begins.
  size_t ParseMember(std::string_view text, size_t begin);
  /// Reads a step in brackets, likewise.
  size_t ParseBrackets(std::string_view text, size_t begin);
  void ParsePointer(std::string_view text);
  void FindFrom(const JsonDocument& document, uint32_t id, size_t step,
                std::vector<uint32_t>& out) const;

  std::vector<Step> steps_;
  bool has_wildcard_ = false;
};

}  // namespace lakebolt
