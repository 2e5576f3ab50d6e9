#include "types/variant/variant_path.h"

#include <charconv>

#include "base/error.h"

namespace lakebolt {

namespace {

[[noreturn]] void ThrowBadPath(std::string_view text) {
  throw UserError(ErrorCode::kInvalidArgument,
                  "\"" + std::string(text) + "\" is no path into a VARIANT", {},
                  "write $.name, $['name'] and $[0]");
}

/// Reads what stands in brackets at the front of `rest`.
VariantStep ReadBrackets(std::string_view& rest, std::string_view whole) {
  rest.remove_prefix(1);
  VariantStep step;
  if (!rest.empty() && (rest[0] == '\'' || rest[0] == '"')) {
    const size_t end = rest.find(rest[0], 1);
    if (end == std::string_view::npos || rest.substr(end + 1, 1) != "]") ThrowBadPath(whole);
    step.key = rest.substr(1, end - 1);
    rest.remove_prefix(end + 2);
    return step;
  }
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), step.index);
  const auto digits = static_cast<size_t>(end - rest.data());
  if (error != std::errc() || digits >= rest.size() || rest[digits] != ']') ThrowBadPath(whole);
  step.is_index = true;
  rest.remove_prefix(digits + 1);
  return step;
}

}  // namespace

VariantPath VariantPath::Parse(std::string_view text) {
  VariantPath path;
  std::string_view rest = text;
  if (rest.empty() || rest[0] != '$') ThrowBadPath(text);
  rest.remove_prefix(1);
  while (!rest.empty()) {
    if (rest[0] == '[') {
      path.steps_.push_back(ReadBrackets(rest, text));
      continue;
    }
    if (rest[0] != '.') ThrowBadPath(text);
    rest.remove_prefix(1);
    const size_t end = std::min(rest.find_first_of(".["), rest.size());
    if (end == 0) ThrowBadPath(text);
    path.steps_.push_back({false, std::string(rest.substr(0, end)), 0});
    rest.remove_prefix(end);
  }
  return path;
}

std::optional<VariantView> VariantPath::Find(VariantView variant) const {
  for (const VariantStep& step : steps_) {
    if (step.is_index) {
      if (variant.shape() != VariantShape::kArray || step.index >= variant.size()) {
        return std::nullopt;
      }
      variant = variant.Part(step.index);
      continue;
    }
    const auto member = variant.Member(step.key);
    if (!member) return std::nullopt;
    variant = *member;
  }
  return variant;
}

}  // namespace lakebolt
