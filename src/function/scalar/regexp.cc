// Matching and replacing by regular expressions (RE2's syntax).

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
  const re2::RE2& regex = CompiledRegex(pattern, options);
  return kFull ? re2::RE2::FullMatch(RegexPiece(text), regex)
               : re2::RE2::PartialMatch(RegexPiece(text), regex);
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

StringView Replace(StringHeap& heap, const StringView& text, const StringView& pattern,
                   const StringView& replacement, const StringView& options) {
  const re2::RE2& regex = CompiledRegex(pattern, options, RegexUse::kReplace);
  std::string error;
  if (!regex.CheckRewriteString(RegexPiece(replacement), &error)) {
    throw UserError(ErrorCode::kInvalidArgument,
                    "\"" + replacement.str() + "\" is no replacement: " + error);
  }
  std::string out = text.str();
  if (options.view().find('g') != std::string_view::npos) {
    re2::RE2::GlobalReplace(&out, regex, RegexPiece(replacement));
  } else {
    re2::RE2::Replace(&out, regex, RegexPiece(replacement));
  }
  return heap.Add(out);
}

/// Counts the matches that do not overlap.
int32_t Count(const StringView& text, const StringView& pattern) {
  const re2::RE2& regex = CompiledRegex(pattern, {});
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
