// Matching and replacing by regular expressions (RE2's syntax).

#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "function/scalar/builtin_text.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/regex_cache.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;

template <bool kFull>
bool Match(const StringView& text, const StringView& pattern, const StringView& options) {
  const Regex& regex = FindRegex(pattern, options);
  return kFull ? re2::RE2::FullMatch(RegexPiece(text), regex.general())
               : regex.Search(text, 0, nullptr, 0);
}

template <bool kFull>
std::vector<ScalarOverload> MatchOverloads() {
  const LogicalType boolean = TypeId::kBoolean;
  const auto plain = [](const StringView& text, const StringView& pattern) {
    return Match<kFull>(text, pattern, {});
  };
  return {MakeOverload<StringView, StringView>({kText, kText}, boolean, plain),
          MakeOverload<StringView, StringView, StringView>({kText, kText, kText}, boolean,
                                                           Match<kFull>)};
}

/// Is a replacement taken apart: text, and after it the number of a group or -1.
class Replacement {
 public:
  const std::vector<std::pair<std::string, int>>& parts() const { return parts_; }
  int groups() const { return groups_; }

  /// Takes `text` apart, unless it is the one it was called with before, and checks that `regex`
  /// has the groups.
  void Read(std::string_view text, const re2::RE2& regex) {
    if (text == text_ && groups_ <= regex.NumberOfCapturingGroups() + 1) return;
    std::string error;
    if (!regex.CheckRewriteString(RegexPiece(text), &error)) {
      throw UserError(ErrorCode::kInvalidArgument,
                      "\"" + std::string(text) + "\" is no replacement: " + error);
    }
    parts_.clear();
    parts_.emplace_back("", -1);
    groups_ = 1;
    for (size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\\' && text[++i] != '\\') {
        parts_.back().second = text[i] - '0';
        groups_ = std::max(groups_, parts_.back().second + 1);
        parts_.emplace_back("", -1);
      } else {
        parts_.back().first += text[i];
      }
    }
    text_ = text;
  }

 private:
  std::string text_;
  std::vector<std::pair<std::string, int>> parts_;
  int groups_ = 1;
};

StringView Replace(StringHeap& heap, const StringView& text, const StringView& pattern,
                   const StringView& replacement, const StringView& options) {
  thread_local Replacement read;
  thread_local std::string out;
  const Regex& regex = FindRegex(pattern, options, RegexUse::kReplace);
  read.Read(replacement, regex.general());
  if (options.view().find('g') != std::string_view::npos) {
    out = text.view();
    re2::RE2::GlobalReplace(&out, regex.general(), RegexPiece(replacement));
    return heap.Add(out);
  }
  constexpr int kMostGroups = 10;
  re2::StringPiece groups[kMostGroups];
  const std::string_view whole = text.view();
  if (!regex.Search(whole, 0, groups, read.groups())) return text;
  const auto begin = static_cast<size_t>(groups[0].data() - whole.data());
  out.assign(whole.substr(0, begin));
  for (const auto& [literal, group] : read.parts()) {
    out += literal;
    if (group >= 0) out.append(groups[group].data(), groups[group].size());
  }
  out += whole.substr(begin + groups[0].size());
  return heap.Add(out);
}

/// Counts the matches that do not overlap.
int32_t Count(const StringView& text, const StringView& pattern) {
  const Regex& regex = FindRegex(pattern, {});
  int32_t count = 0;
  re2::StringPiece whole;
  for (size_t start = 0; FindNextMatch(regex, text, start, &whole, 1);) ++count;
  return count;
}

}  // namespace

void RegisterRegexp(FunctionRegistry& registry) {
  Family family(registry, "string");
  family.Add({"regexp_matches", "regexp_like", "rlike", "regexp"},
             "Tells whether a regular expression matches some part of text.",
             {{"regexp_matches('lakebolt', 'b.l')", "true"}}, MatchOverloads<false>());
  family.Add({"regexp_full_match"}, "Tells whether a regular expression matches the whole text.",
             {{"regexp_full_match('lakebolt', 'b.l')", "false"}}, MatchOverloads<true>());
  const auto replace_first = [](StringHeap& heap, const StringView& text, const StringView& pattern,
                                const StringView& replacement) {
    return Replace(heap, text, pattern, replacement, {});
  };
  family.Add({"regexp_replace"},
             "Replaces the first match of a regular expression (all with option 'g'); \\1 is group "
             "1.",
             {{"regexp_replace('hello', '[lo]', '-')", "he-lo"},
              {"regexp_replace('hello', '[lo]', '-', 'g')", "he---"}},
             {MakeOverload<StringView, StringView, StringView>({kText, kText, kText}, kText,
                                                               replace_first),
              MakeOverload<StringView, StringView, StringView, StringView>(
                  {kText, kText, kText, kText}, kText, Replace)});
  family.Add({"regexp_escape"}, "Writes text so that a regular expression matches just that.",
             {{"regexp_escape('https://x.org')", "https\\:\\/\\/x\\.org"}},
             {MakeOverload<StringView>({kText}, kText,
                                       [](StringHeap& heap, const StringView& text) {
                                         return heap.Add(re2::RE2::QuoteMeta(RegexPiece(text)));
                                       })},
             NeverFails());
  family.Add({"regexp_count"}, "Counts the matches of a regular expression.",
             {{"regexp_count('banana', 'an')", "2"}},
             {MakeOverload<StringView, StringView>({kText, kText}, TypeId::kInt32, Count)});
}

}  // namespace lakebolt
