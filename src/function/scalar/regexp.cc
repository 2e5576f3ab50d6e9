#include <re2/re2.h>

#include <memory>

#include "base/error.h"
#include "function/scalar/builtin_text.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;

re2::StringPiece Piece(const StringView& text) {
  return {text.data(), text.size()};
}

/// Compiles regular expressions as they change: a constant one is compiled once a chunk.
class RegexCache {
 public:
  const re2::RE2& Get(std::string_view pattern, std::string_view options) {
    if (compiled_ != nullptr && pattern == pattern_ && options == options_) return *compiled_;
    re2::RE2::Options flags;
    flags.set_log_errors(false);
    for (const char option : options) {
      switch (option) {
        case 'i': flags.set_case_sensitive(false); break;
        case 'c': flags.set_case_sensitive(true); break;
        case 's': flags.set_dot_nl(true); break;
        case 'l': flags.set_literal(true); break;
        case 'g': break;
        default:
          throw UserError(ErrorCode::kInvalidArgument,
                          std::string("there is no regular expression option '") + option + "'", {},
                          "options are i, c, s, l and, to replace all, g");
      }
    }
    auto compiled =
        std::make_unique<re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()), flags);
    if (!compiled->ok()) {
      throw UserError(
          ErrorCode::kInvalidArgument,
          "\"" + std::string(pattern) + "\" is not a regular expression: " + compiled->error());
    }
    pattern_ = pattern;
    options_ = options;
    compiled_ = std::move(compiled);
    return *compiled_;
  }

 private:
  std::string pattern_;
  std::string options_;
  std::unique_ptr<re2::RE2> compiled_;
};

/// One cache a thread: kernels are shared by all workers.
RegexCache& ThreadCache() {
  thread_local RegexCache cache;
  return cache;
}

template <bool kFull>
bool Match(const StringView& text, const StringView& pattern, const StringView& options) {
  const re2::RE2& regex = ThreadCache().Get(pattern, options);
  return kFull ? re2::RE2::FullMatch(Piece(text), regex)
               : re2::RE2::PartialMatch(Piece(text), regex);
}

StringView Replace(StringHeap& heap, const StringView& text, const StringView& pattern,
                   const StringView& replacement, const StringView& options) {
  const re2::RE2& regex = ThreadCache().Get(pattern, options);
  std::string out = text.str();
  if (options.view().find('g') != std::string_view::npos) {
    re2::RE2::GlobalReplace(&out, regex, Piece(replacement));
  } else {
    re2::RE2::Replace(&out, regex, Piece(replacement));
  }
  return heap.Add(out);
}

StringView Extract(StringHeap& heap, const StringView& text, const StringView& pattern,
                   int32_t group) {
  const re2::RE2& regex = ThreadCache().Get(pattern, {});
  if (group < 0 || group > regex.NumberOfCapturingGroups()) {
    throw UserError(ErrorCode::kInvalidArgument,
                    "the regular expression has no group " + std::to_string(group));
  }
  std::vector<re2::StringPiece> groups(static_cast<size_t>(group) + 1);
  const bool found =
      regex.Match(Piece(text), 0, text.size(), re2::RE2::UNANCHORED, groups.data(), group + 1);
  const re2::StringPiece& piece = groups.back();
  if (!found || piece.data() == nullptr) return {};
  return heap.Add({piece.data(), piece.size()});
}

template <bool kFull>
ScalarFunction MatchFunction(const char* name, const char* description, FunctionExample example) {
  const auto plain = [](const StringView& text, const StringView& pattern) {
    return Match<kFull>(text, pattern, {});
  };
  return {name,
          {},
          "string",
          description,
          {example},
          {},
          {MakeOverload<StringView, StringView>({kText, kText}, TypeId::kBoolean, plain),
           MakeOverload<StringView, StringView, StringView>({kText, kText, kText}, TypeId::kBoolean,
                                                            Match<kFull>)}};
}

}  // namespace

void RegisterRegexp(FunctionRegistry& registry) {
  registry.Add(MatchFunction<false>("regexp_matches",
                                    "Tells whether a regular expression matches some part of text.",
                                    {"regexp_matches('lakebolt', 'b.l')", "true"}));
  registry.Add(MatchFunction<true>("regexp_full_match",
                                   "Tells whether a regular expression matches the whole text.",
                                   {"regexp_full_match('lakebolt', 'b.l')", "false"}));
  const auto replace_first = [](StringHeap& heap, const StringView& text, const StringView& pattern,
                                const StringView& replacement) {
    return Replace(heap, text, pattern, replacement, {});
  };
  registry.Add(ScalarFunction{
      "regexp_replace",
      {},
      "string",
      "Replaces the first match of a regular expression (all with option 'g'); \\1 is group 1.",
      {{"regexp_replace('hello', '[lo]', '-')", "he-lo"}},
      {},
      {MakeOverload<StringView, StringView, StringView>({kText, kText, kText}, kText,
                                                        replace_first),
       MakeOverload<StringView, StringView, StringView, StringView>({kText, kText, kText, kText},
                                                                    kText, Replace)}});
  const auto extract_all = [](StringHeap& heap, const StringView& text, const StringView& pattern) {
    return Extract(heap, text, pattern, 0);
  };
  registry.Add(ScalarFunction{
      "regexp_extract",
      {},
      "string",
      "Returns what a regular expression, or one of its groups, first matches; '' if nothing.",
      {{"regexp_extract('lake-42', '[0-9]+')", "42"}},
      {},
      {MakeOverload<StringView, StringView>({kText, kText}, kText, extract_all),
       MakeOverload<StringView, StringView, int32_t>({kText, kText, TypeId::kInt32}, kText,
                                                     Extract)}});
}

}  // namespace lakebolt
