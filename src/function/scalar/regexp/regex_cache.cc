#include "function/scalar/regexp/regex_cache.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/cancellation_scope.h"
#include "base/error.h"
#include "base/per_process.h"
#include "base/utf8.h"
#include "io/async_pool.h"

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

/// Tells whether a pattern has RE2's \C, which matches a byte, perhaps a part of a character.
bool MatchesBytes(std::string_view pattern) {
  for (size_t at = 0; at + 1 < pattern.size(); ++at) {
    if (pattern[at] != '\\') continue;
    ++at;
    if (pattern[at] == 'C') return true;
    // What \Q quotes is no pattern.
    if (pattern[at] == 'Q') at = std::min(pattern.find("\\E", at), pattern.size());
  }
  return false;
}

Regex Compile(std::string_view pattern, std::string_view options, RegexUse use) {
  re2::RE2::Options flags;
  flags.set_log_errors(false);
  for (const char option : options) SetOption(option, use, flags);
  auto regex = std::make_shared<const re2::RE2>(RegexPiece(pattern), flags);
  if (!regex->ok()) {
    throw UserError(
        ErrorCode::kInvalidArgument,
        "\"" + std::string(pattern) + "\" is not a regular expression: " + regex->error());
  }
  if (!flags.literal() && MatchesBytes(pattern)) {
    throw UserError(ErrorCode::kNotSupported, "\\C in a regular expression", {},
                    "it matches part of a character; . matches one");
  }
  std::optional<SimpleRegex> simple;
  if (flags.case_sensitive() && !flags.literal()) {
    simple = SimpleRegex::Compile(pattern, flags.dot_nl());
  }
  return {std::move(regex), std::move(simple)};
}

/// From so many bytes on, a search may take longer than a cancelled query should.
constexpr size_t kLongText = 256 << 10;

/// Is a search on a thread of its own.
struct SearchApart {
  std::shared_ptr<const re2::RE2> regex;
  std::string text;
  re2::RE2::Anchor anchor;
  std::vector<re2::StringPiece> groups;
  bool found = false;
  bool done = false;
  std::mutex mutex;
  std::condition_variable ended;

  void Run() {
    found = regex->Match(RegexPiece(text), 0, text.size(), anchor, groups.data(),
                         static_cast<int>(groups.size()));
    const std::lock_guard lock(mutex);
    done = true;
    ended.notify_all();
  }
};

/// Searches a long text. RE2 cannot be stopped, so that it works on a copy, on another thread,
/// which a cancelled query leaves behind.
bool MatchApart(std::shared_ptr<const re2::RE2> regex, std::string_view text,
                re2::RE2::Anchor anchor, re2::StringPiece* groups, int group_count) {
  static PerProcess<AsyncPool> threads([] {
    return std::make_unique<AsyncPool>(2 * std::max(std::thread::hardware_concurrency(), 1U));
  });
  constexpr std::chrono::milliseconds kLook(5);
  const auto search = std::make_shared<SearchApart>();
  search->regex = std::move(regex);
  search->text = text;
  search->anchor = anchor;
  search->groups.resize(static_cast<size_t>(group_count));
  threads.Get().Submit([search] { search->Run(); });
  std::unique_lock lock(search->mutex);
  while (!search->ended.wait_for(lock, kLook, [&] { return search->done; })) CheckCancellation();
  for (int i = 0; i < group_count; ++i) {
    const re2::StringPiece& group = search->groups[static_cast<size_t>(i)];
    groups[i] =
        group.data() == nullptr
            ? re2::StringPiece()
            : re2::StringPiece(text.data() + (group.data() - search->text.data()), group.size());
  }
  return search->found;
}

/// Moves `start` behind a match, past one more character where nothing was matched.
void MovePast(const re2::StringPiece& match, std::string_view text, size_t& start) {
  const auto end = static_cast<size_t>(match.data() + match.size() - text.data());
  start = end > start ? end : start + (start < text.size() ? Utf8Length(text[start]) : 1);
}

}  // namespace

bool Regex::Search(std::string_view text, size_t start, re2::StringPiece* groups,
                   int group_count) const {
  if (!simple_ || static_cast<size_t>(group_count) > kMostSpans) {
    return SearchByRe2(text, start, groups, group_count);
  }
  SimpleRegex::Span spans[kMostSpans];
  if (!Find(text, start, {spans, static_cast<size_t>(group_count)})) return false;
  for (int i = 0; i < group_count; ++i) {
    groups[i] = spans[i].begin < 0 ? re2::StringPiece() : RegexPiece(spans[i].Of(text));
  }
  return true;
}

bool Regex::FindByRe2(std::string_view text, size_t start,
                      std::span<SimpleRegex::Span> groups) const {
  re2::StringPiece pieces[kMostSpans];
  if (!SearchByRe2(text, start, pieces, static_cast<int>(groups.size()))) return false;
  for (size_t i = 0; i < groups.size(); ++i) {
    groups[i] = {};
    if (pieces[i].data() == nullptr) continue;
    groups[i].begin = pieces[i].data() - text.data();
    groups[i].end = groups[i].begin + static_cast<int64_t>(pieces[i].size());
  }
  return true;
}

bool Regex::SearchByRe2(std::string_view text, size_t start, re2::StringPiece* groups,
                        int group_count) const {
  // Later searches are those for further matches, mostly short.
  if (start == 0 && text.size() >= kLongText) {
    return MatchApart(general_, text, re2::RE2::UNANCHORED, groups, group_count);
  }
  return general_->Match(RegexPiece(text), start, text.size(), re2::RE2::UNANCHORED, groups,
                         group_count);
}

bool Regex::MatchesAll(std::string_view text) const {
  if (text.size() >= kLongText) {
    return MatchApart(general_, text, re2::RE2::ANCHOR_BOTH, nullptr, 0);
  }
  return general_->Match(RegexPiece(text), 0, text.size(), re2::RE2::ANCHOR_BOTH, nullptr, 0);
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
  CheckCancellation();
  if (start > text.size() || !regex.Search(text, start, groups, group_count)) return false;
  MovePast(groups[0], text, start);
  return true;
}

}  // namespace lakebolt
