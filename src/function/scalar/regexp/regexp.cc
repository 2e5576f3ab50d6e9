// Matching and replacing by regular expressions (RE2's syntax).

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/cancellation_scope.h"
#include "base/error.h"
#include "base/utf8.h"
#include "function/growing_text.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/regexp/regex_cache.h"
#include "function/scalar/text/builtin_text.h"
#include "function/scalar_adapter.h"
#include "types/page_view.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;

template <bool kFull>
bool Matches(const Regex& regex, const StringView& text) {
  return kFull ? regex.MatchesAll(text) : regex.Search(text, 0, nullptr, 0);
}

template <bool kFull>
bool Match(const StringView& text, const StringView& pattern, const StringView& options) {
  return Matches<kFull>(FindRegex(pattern, options), text);
}

/// Tells whether all arguments but the first are constants, so that they are looked at once for a
/// chunk.
bool OnlyTextVaries(std::span<const Vector> args, RowSet rows) {
  return rows.count > 0 && std::all_of(args.begin() + 1, args.end(), [](const Vector& arg) {
           return arg.IsConstant() && !arg.IsNull(0);
         });
}

std::string_view ConstantText(std::span<const Vector> args, size_t i) {
  return i < args.size() ? args[i].values<StringView>()[0].view() : std::string_view();
}

/// Adds to an overload that matches row by row the loop for a constant pattern.
template <bool kFull>
ScalarOverload WithMatchLoop(ScalarOverload overload) {
  overload.kernel = [row_by_row = std::move(overload.kernel)](std::span<const Vector> args,
                                                              RowSet rows) {
    if (!OnlyTextVaries(args, rows)) return row_by_row(args, rows);
    const Regex& regex = FindRegex(ConstantText(args, 1), ConstantText(args, 2));
    return MakeKernel<StringView>(TypeId::kBoolean, [&](const StringView& text) {
      return Matches<kFull>(regex, text);
    })(args.first(1), rows);
  };
  return overload;
}

template <bool kFull>
std::vector<ScalarOverload> MatchOverloads() {
  const LogicalType boolean = TypeId::kBoolean;
  const auto plain = [](const StringView& text, const StringView& pattern) {
    return Match<kFull>(text, pattern, {});
  };
  return {
      WithMatchLoop<kFull>(MakeOverload<StringView, StringView>({kText, kText}, boolean, plain)),
      WithMatchLoop<kFull>(MakeOverload<StringView, StringView, StringView>(
          {kText, kText, kText}, boolean, Match<kFull>))};
}

/// Is a replacement taken apart: text, and after it the number of a group or -1.
class Replacement {
 public:
  const std::vector<std::pair<std::string, int>>& parts() const { return parts_; }
  int groups() const { return groups_; }
  /// Tells whether it is nothing but a group.
  bool IsGroup() const {
    return parts_.size() == 2 && parts_[0].first.empty() && parts_[1].first.empty();
  }

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

/// Replaces in one text after another; keeps its memory from row to row.
class Replacer {
 public:
  /// Sets what is looked for and what comes there instead; `regex` must outlive the calls.
  void Set(const Regex& regex, std::string_view replacement, bool all) {
    regex_ = &regex;
    all_ = all;
    replacement_.Read(replacement, regex.general());
    rewrite_ = replacement;
  }

  StringView Replace(StringHeap& heap, const StringView& text) {
    const std::string_view whole = text.view();
    if (all_ && (whole.size() >= kLongText || rewrite_.size() >= kLongReplacement)) {
      return ReplaceAllInLong(heap, whole);
    }
    if (all_) {
      out_ = whole;
      re2::RE2::GlobalReplace(&out_, regex_->general(), rewrite_);
      return heap.Add(out_);
    }
    Span groups[kMostGroups];
    if (!Find(whole, 0, groups)) return text;
    if (replacement_.IsGroup() && groups[0].size() == whole.size()) {  // a part of the text
      const std::string_view part = groups[replacement_.parts()[0].second].Of(whole);
      if (part.empty()) return {};
      const auto begin = static_cast<size_t>(part.data() - whole.data());
      if (whole.size() - begin < StringView::kInlineLength) return StringView(part);
      return ViewInPage(part.data(), static_cast<uint32_t>(part.size()));
    }
    made_.Clear();
    made_.Append(whole.substr(0, static_cast<size_t>(groups[0].begin)));
    AppendReplacement(whole, groups);
    made_.Append(whole.substr(static_cast<size_t>(groups[0].end)));
    return heap.Add(made_.view());
  }

 private:
  // RE2's own loop over matches cannot be cancelled.
  static constexpr size_t kLongText = 64 << 10;
  // Nor does it ask whether there is room.
  static constexpr size_t kLongReplacement = 1 << 10;

  using Span = SimpleRegex::Span;
  static constexpr size_t kMostGroups = 10;

  bool Find(std::string_view text, size_t start, Span* groups) const {
    return regex_->Find(text, start, {groups, static_cast<size_t>(replacement_.groups())});
  }

  void AppendReplacement(std::string_view text, const Span* groups) {
    for (const auto& [literal, group] : replacement_.parts()) {
      made_.Append(literal);
      if (group >= 0) made_.Append(groups[group].Of(text));
    }
  }

  /// Does as RE2::GlobalReplace: no empty match right behind another one counts.
  StringView ReplaceAllInLong(StringHeap& heap, std::string_view text) {
    Span groups[kMostGroups];
    made_.Clear();
    size_t at = 0;
    size_t last_end = std::string_view::npos;
    while (at <= text.size()) {
      CheckCancellation();
      if (!Find(text, at, groups)) break;
      const auto begin = static_cast<size_t>(groups[0].begin);
      made_.Append(text.substr(at, begin - at));
      if (groups[0].size() == 0 && begin == last_end) {
        const size_t step = begin < text.size() ? Utf8Length(text[begin]) : 1;
        made_.Append(text.substr(begin, step));
        at = begin + step;
        continue;
      }
      AppendReplacement(text, groups);
      at = last_end = begin + groups[0].size();
    }
    if (at < text.size()) made_.Append(text.substr(at));
    return heap.Add(made_.view());
  }

  const Regex* regex_ = nullptr;
  bool all_ = false;
  Replacement replacement_;
  std::string rewrite_;
  std::string out_;
  GrowingText made_;
};

bool ReplacesAll(std::string_view options) {
  return options.find('g') != std::string_view::npos;
}

StringView Replace(StringHeap& heap, const StringView& text, const StringView& pattern,
                   const StringView& replacement, const StringView& options) {
  thread_local Replacer replacer;
  replacer.Set(FindRegex(pattern, options, RegexUse::kReplace), replacement, ReplacesAll(options));
  return replacer.Replace(heap, text);
}

/// Adds to an overload that replaces row by row the loop for a constant pattern.
ScalarOverload WithReplaceLoop(ScalarOverload overload) {
  overload.kernel = [row_by_row = std::move(overload.kernel)](std::span<const Vector> args,
                                                              RowSet rows) {
    if (!OnlyTextVaries(args, rows)) return row_by_row(args, rows);
    const std::string_view options = ConstantText(args, 3);
    Replacer replacer;
    replacer.Set(FindRegex(ConstantText(args, 1), options, RegexUse::kReplace),
                 ConstantText(args, 2), ReplacesAll(options));
    return MakeKernel<StringView>(kText, [&](StringHeap& heap, const StringView& text) {
      return replacer.Replace(heap, text);
    })(args.first(1), rows);
  };
  return overload;
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
             {WithReplaceLoop(MakeOverload<StringView, StringView, StringView>(
                  {kText, kText, kText}, kText, replace_first)),
              WithReplaceLoop(MakeOverload<StringView, StringView, StringView, StringView>(
                  {kText, kText, kText, kText}, kText, Replace))});
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
