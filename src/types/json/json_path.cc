#include "types/json/json_path.h"

#include <charconv>

#include "base/error.h"

namespace lakebolt {

namespace {

[[noreturn]] void ThrowBadPath(std::string_view path, size_t at) {
  throw UserError(ErrorCode::kInvalidArgument,
                  "the JSON path '" + std::string(path) + "' cannot be read near '" +
                      std::string(path.substr(std::min(at, path.size()))) + "'",
                  {}, "paths look like $.name[0].other or /name/0/other");
}

bool ReadInteger(std::string_view text, int64_t& value) {
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  return result.ec == std::errc() && result.ptr == text.data() + text.size() && !text.empty();
}

/// Reads an element's index: `1`, or from the end `#-1`. INT64_MAX is the place behind the last.
std::optional<int64_t> IndexOf(std::string_view text) {
  const bool from_end = text.starts_with('#');
  if (from_end) text.remove_prefix(1);
  if (from_end && text.empty()) return INT64_MAX;
  if (from_end && text[0] != '-') return std::nullopt;
  int64_t index = 0;
  if (ReadInteger(text, index)) return from_end && index == 0 ? INT64_MAX : index;
  const bool digits = !text.empty() && text.find_first_not_of("0123456789") == text.npos;
  if (!digits) return std::nullopt;
  return INT64_MAX - 1;  // past what an array may have
}

}  // namespace

JsonPath JsonPath::Parse(std::string_view text) {
  JsonPath path;
  if (text.empty()) return path;  // the whole
  if (text[0] == '$') {
    path.ParsePath(text);
  } else if (text[0] == '/') {
    path.ParsePointer(text);
  } else {
    path.steps_.push_back({StepKind::kMember, std::string(text)});
  }
  return path;
}

JsonPath JsonPath::OfIndex(int64_t index) {
  JsonPath path;
  path.steps_.push_back({StepKind::kIndex, "", index});
  return path;
}

void JsonPath::ParsePointer(std::string_view text) {
  size_t at = 1;
  while (at <= text.size()) {
    const size_t end = std::min(text.find('/', at), text.size());
    std::string name;
    for (size_t i = at; i < end; ++i) {  // ~1 is a slash, ~0 a tilde
      const bool escape =
          text[i] == '~' && i + 1 < end && (text[i + 1] == '0' || text[i + 1] == '1');
      name += escape ? (text[++i] == '1' ? '/' : '~') : text[i];
    }
    Step step{StepKind::kPointer, name, -1};
    if (!ReadInteger(name, step.index) || step.index < 0) step.index = -1;
    steps_.push_back(std::move(step));
    at = end + 1;
  }
}

void JsonPath::ParsePath(std::string_view text) {
  for (size_t at = 1; at < text.size();) {
    at = text[at] == '.' ? ParseMember(text, at) : ParseBrackets(text, at);
  }
}

size_t JsonPath::ParseMember(std::string_view text, size_t begin) {
  size_t at = begin + 1;
  if (at < text.size() && text[at] == '.') {
    ++at;
    steps_.push_back({StepKind::kDeep, ""});
    has_wildcard_ = true;
    if (at < text.size() && text[at] == '[') return at;
  }
  if (at >= text.size()) ThrowBadPath(text, begin);
  if (text.substr(at).starts_with("**")) {  // .** is ..*
    ++at;
    steps_.push_back({StepKind::kDeep, ""});
  }
  if (text[at] == '*') {
    steps_.push_back({StepKind::kAnyMember, ""});
    has_wildcard_ = true;
    return at + 1;
  }
  std::string name;
  if (text[at] == '"') {
    for (++at; at < text.size() && text[at] != '"'; ++at) {
      if (text[at] == '\\' && at + 1 < text.size()) ++at;
      name += text[at];
    }
    if (at++ >= text.size()) ThrowBadPath(text, begin);
  } else {
    while (at < text.size() && text[at] != '.' && text[at] != '[') name += text[at++];
    if (name.empty()) ThrowBadPath(text, begin);
  }
  steps_.push_back({StepKind::kMember, std::move(name)});
  return at;
}

size_t JsonPath::ParseBrackets(std::string_view text, size_t begin) {
  const size_t end = text.find(']', begin);
  if (text[begin] != '[' || end == std::string_view::npos) ThrowBadPath(text, begin);
  const std::string_view inside = text.substr(begin + 1, end - begin - 1);
  const bool quoted = inside.size() >= 2 && inside.front() == inside.back() &&
                      (inside.front() == '\'' || inside.front() == '"');
  if (inside == "*") {
    steps_.push_back({StepKind::kAnyElement, ""});
    has_wildcard_ = true;
  } else if (quoted) {
    steps_.push_back({StepKind::kMember, std::string(inside.substr(1, inside.size() - 2))});
  } else if (const auto index = IndexOf(inside)) {
    steps_.push_back({StepKind::kIndex, "", *index});
  } else {
    ThrowBadPath(text, begin);
  }
  return end + 1;
}

std::optional<uint32_t> JsonPath::Find(const JsonDocument& document, uint32_t from) const {
  if (has_wildcard_) {
    std::vector<uint32_t> all;
    FindAll(document, from, all);
    return all.empty() ? std::nullopt : std::optional(all.front());
  }
  uint32_t id = from;
  for (const Step& step : steps_) {
    std::optional<uint32_t> next;
    if (step.kind == StepKind::kIndex) {
      next = document.Element(id, step.index);
    } else {
      next = document.Member(id, step.name);
      if (!next && step.kind == StepKind::kPointer && step.index >= 0) {
        next = document.Element(id, step.index);
      }
    }
    if (!next) return std::nullopt;
    id = *next;
  }
  return id;
}

void JsonPath::FindAll(const JsonDocument& document, uint32_t from,
                       std::vector<uint32_t>& out) const {
  FindFrom(document, from, 0, out);
}

void JsonPath::FindFrom(const JsonDocument& document, uint32_t id, size_t step,
                        std::vector<uint32_t>& out) const {
  if (step == steps_.size()) {
    out.push_back(id);
    return;
  }
  const Step& wanted = steps_[step];
  const bool object = document.node(id).kind == JsonKind::kObject;
  const bool array = document.node(id).kind == JsonKind::kArray;
  switch (wanted.kind) {
    case StepKind::kMember:
    case StepKind::kPointer:
      if (const auto member = document.Member(id, wanted.name)) {
        FindFrom(document, *member, step + 1, out);
      }
      return;
    case StepKind::kIndex:
      if (const auto element = document.Element(id, wanted.index)) {
        FindFrom(document, *element, step + 1, out);
      }
      return;
    case StepKind::kAnyMember:
      if (!object) return;
      document.ForEachMember(
          id, [&](const JsonNode&, uint32_t value) { FindFrom(document, value, step + 1, out); });
      return;
    case StepKind::kAnyElement:
      if (!array) return;
      document.ForEachElement(id,
                              [&](uint32_t value) { FindFrom(document, value, step + 1, out); });
      return;
    case StepKind::kDeep: {
      // Values lie in the order of the text: all within are those up to the next.
      const bool any = step + 1 < steps_.size() && steps_[step + 1].kind == StepKind::kAnyMember;
      std::vector<uint32_t> open = {id};
      while (!open.empty()) {
        const uint32_t at = open.back();
        open.pop_back();
        if (!any) FindFrom(document, at, step + 1, out);
        std::vector<uint32_t> within;
        if (document.node(at).kind == JsonKind::kObject) {
          document.ForEachMember(at,
                                 [&](const JsonNode&, uint32_t value) { within.push_back(value); });
        } else if (document.node(at).kind == JsonKind::kArray) {
          document.ForEachElement(at, [&](uint32_t value) { within.push_back(value); });
        }
        // ..* takes elements as well as members.
        for (const uint32_t value : within) {
          if (any) FindFrom(document, value, step + 2, out);
        }
        open.insert(open.end(), within.rbegin(), within.rend());
      }
      return;
    }
  }
}

}  // namespace lakebolt
