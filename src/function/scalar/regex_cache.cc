#include "function/scalar/regex_cache.h"

#include <algorithm>
#include <list>
#include <memory>
#include <string>

#include "base/error.h"
#include "base/utf8.h"

namespace lakebolt {

namespace {

void SetOption(char option, RegexUse use, re2::RE2::Options& flags) {
  switch (option) {
    case 'i': flags.set_case_sensitive(false); return;
    case 'c': flags.set_case_sensitive(true); return;
    case 's': flags.set_dot_nl(true); return;
    case 'm':
    case 'n':
    case 'p': flags.set_dot_nl(false); return;
    case 'l': flags.set_literal(true); return;
    case 'g':
      if (use == RegexUse::kReplace) return;
      throw UserError(ErrorCode::kInvalidArgument,
                      "option 'g' (replace all) is for regexp_replace only");
    case 'k':
      if (use == RegexUse::kExtract) return;
      throw UserError(ErrorCode::kInvalidArgument,
                      "option 'k' (keep text without match) is for regexp_extract only");
    case ' ':
    case '\t':
    case '\n': return;
    default:
      throw UserError(ErrorCode::kInvalidArgument,
                      std::string("there is no regular expression option '") + option + "'", {},
                      "options are i, c, s, m, l and, to replace all, g");
  }
}

struct Compiled {
  std::string pattern;
  std::string options;
  RegexUse use;
  Regex regex;
};

Regex Compile(std::string_view pattern, std::string_view options, RegexUse use) {
  re2::RE2::Options flags;
  flags.set_log_errors(false);
  for (const char option : options) SetOption(option, use, flags);
  auto regex = std::make_unique<re2::RE2>(RegexPiece(pattern), flags);
  if (!regex->ok()) {
    throw UserError(
        ErrorCode::kInvalidArgument,
        "\"" + std::string(pattern) + "\" is not a regular expression: " + regex->error());
  }
  std::optional<SimpleRegex> simple;
  if (flags.case_sensitive() && !flags.literal()) {
    simple = SimpleRegex::Compile(pattern, flags.dot_nl());
  }
  return {std::move(regex), std::move(simple)};
}

/// Moves `start` behind a match, past one more character where nothing was matched.
void MovePast(const re2::StringPiece& match, std::string_view text, size_t& start) {
  const auto end = static_cast<size_t>(match.data() + match.size() - text.data());
  start = end > start ? end : start + (start < text.size() ? Utf8Length(text[start]) : 1);
}

}  // namespace

bool Regex::Search(std::string_view text, size_t start, re2::StringPiece* groups,
                   int group_count) const {
  constexpr size_t kMostSpans = 10;
  if (simple_ && static_cast<size_t>(group_count) <= kMostSpans) {
    SimpleRegex::Span spans[kMostSpans];
    switch (simple_->Search(text, start, {spans, static_cast<size_t>(group_count)})) {
      case SimpleRegex::Outcome::kNoMatch: return false;
      case SimpleRegex::Outcome::kUnknown: break;
      case SimpleRegex::Outcome::kMatch:
        for (int i = 0; i < group_count; ++i) {
          groups[i] = spans[i].begin < 0
                          ? re2::StringPiece()
                          : re2::StringPiece(text.data() + spans[i].begin,
                                             static_cast<size_t>(spans[i].end - spans[i].begin));
        }
        return true;
    }
  }
  return general_->Match(RegexPiece(text), start, text.size(), re2::RE2::UNANCHORED, groups,
                         group_count);
}

const Regex& FindRegex(std::string_view pattern, std::string_view options, RegexUse use) {
  constexpr size_t kMostKept = 8;
  thread_local std::list<Compiled> kept;  // the latest used first
  const auto found = std::find_if(kept.begin(), kept.end(), [&](const Compiled& known) {
    return known.pattern == pattern && known.options == options && known.use == use;
  });
  if (found == kept.end()) {
    kept.push_front(
        {std::string(pattern), std::string(options), use, Compile(pattern, options, use)});
    if (kept.size() > kMostKept) kept.pop_back();
  } else if (found != kept.begin()) {
    kept.splice(kept.begin(), kept, found);
  }
  return kept.front().regex;
}

bool FindNextMatch(const Regex& regex, std::string_view text, size_t& start,
                   re2::StringPiece* groups, int group_count) {
  if (start > text.size() || !regex.Search(text, start, groups, group_count)) return false;
  MovePast(groups[0], text, start);
  return true;
}

}  // namespace lakebolt
