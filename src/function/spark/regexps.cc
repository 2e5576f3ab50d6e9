// Regular expressions as Spark has them: regexp_replace replaces all matches and reads Java's $1,
// the first group is what regexp_extract is after, split takes a limit.

#include <vector>

#include "base/error.h"
#include "base/utf8.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/regexp/regex_cache.h"
#include "function/scalar/text/text_lists.h"
#include "function/scalar_adapter.h"
#include "function/spark/text_families.h"

namespace lakebolt {

namespace {

using S = StringView;
using Groups = std::vector<re2::StringPiece>;
const LogicalType kText = TypeId::kVarchar;
const LogicalType kInteger = TypeId::kInt32;

/// Makes room for what a regular expression and its groups match.
Groups GroupsOf(const Regex& regex) {
  return Groups(static_cast<size_t>(regex.general().NumberOfCapturingGroups()) + 1);
}

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

/// Appends a replacement of Java's: $1 stands for a group, \ takes away the meaning of what
/// follows.
void AppendReplacement(std::string_view replacement, const Groups& groups, std::string& out) {
  for (size_t i = 0; i < replacement.size(); ++i) {
    const char c = replacement[i];
    if (c == '\\' && i + 1 < replacement.size()) {
      out += replacement[++i];
    } else if (c != '$') {
      out += c;
    } else {
      size_t group = groups.size();
      if (i + 1 < replacement.size() && IsDigit(replacement[i + 1])) {
        group = static_cast<size_t>(replacement[++i] - '0');
      }
      if (group >= groups.size()) {
        throw UserError(ErrorCode::kInvalidArgument,
                        "\"" + std::string(replacement) + "\" names a group that there is not", {},
                        "a dollar sign itself is written \\$");
      }
      // More digits belong to the number as long as there is such a group.
      while (i + 1 < replacement.size() && IsDigit(replacement[i + 1])) {
        const size_t longer = group * 10 + static_cast<size_t>(replacement[i + 1] - '0');
        if (longer >= groups.size()) break;
        group = longer;
        ++i;
      }
      if (groups[group].data() != nullptr) out += MatchedView(groups[group]);
    }
  }
}

/// Replaces all matches from a position (from 1) on.
S Replace(StringHeap& heap, const S& text, const S& pattern, const S& replacement, int32_t from) {
  if (from < 1) {
    throw UserError(ErrorCode::kInvalidArgument,
                    "the position of regexp_replace is at least 1, not " + std::to_string(from));
  }
  const std::string_view view = text.view();
  const Regex& regex = FindRegex(pattern, {});
  Groups groups = GroupsOf(regex);
  std::string out;
  size_t copied = 0;
  size_t start = CharacterOffset(view, int64_t{from} - 1);
  while (FindNextMatch(regex, view, start, groups.data(), static_cast<int>(groups.size()))) {
    const auto at = static_cast<size_t>(groups[0].data() - view.data());
    out += view.substr(copied, at - copied);
    AppendReplacement(replacement.view(), groups, out);
    copied = at + groups[0].size();
  }
  out += view.substr(copied);
  return heap.Add(out);
}

void CheckGroup(int32_t group, const Groups& groups) {
  if (group >= 0 && static_cast<size_t>(group) < groups.size()) return;
  throw UserError(ErrorCode::kInvalidArgument,
                  "the regular expression has " + std::to_string(groups.size() - 1) +
                      " groups; there is no group " + std::to_string(group),
                  {}, "group 0 is the whole match");
}

S Extract(const S& text, const S& pattern, int32_t group) {
  const Regex& regex = FindRegex(pattern, {});
  Groups groups = GroupsOf(regex);
  CheckGroup(group, groups);
  size_t start = 0;
  if (!FindNextMatch(regex, text, start, groups.data(), static_cast<int>(groups.size()))) return {};
  const re2::StringPiece& piece = groups[static_cast<size_t>(group)];
  return piece.data() == nullptr ? S() : S(MatchedView(piece));
}

Vector ExtractAll(std::span<const Vector> args, RowSet rows) {
  const VectorReader<S> texts(args[0]);
  const VectorReader<S> patterns(args[1]);
  TextLists lists(rows.size);
  rows.ForEach([&](uint32_t row) {
    const int32_t group = args.size() > 2 ? VectorReader<int32_t>(args[2])[row] : 1;
    const Regex& regex = FindRegex(patterns[row], {});
    Groups groups = GroupsOf(regex);
    CheckGroup(group, groups);
    lists.Begin();
    const auto count = static_cast<int>(groups.size());
    for (size_t start = 0; FindNextMatch(regex, texts[row].view(), start, groups.data(), count);) {
      const re2::StringPiece& piece = groups[static_cast<size_t>(group)];
      lists.Append(piece.data() == nullptr ? std::string_view("") : MatchedView(piece));
    }
    lists.End(row);
  });
  return lists.Finish(args[0]);
}

/// Returns where a regular expression first matches, from 1; which group is asked for is no matter.
int32_t PositionOf(const S& text, const S& pattern, int32_t) {
  re2::StringPiece whole;
  size_t start = 0;
  const std::string_view view = text.view();
  if (!FindNextMatch(FindRegex(pattern, {}), view, start, &whole, 1)) return 0;
  const auto bytes = static_cast<size_t>(whole.data() - view.data());
  return static_cast<int32_t>(CountCharacters(view.substr(0, bytes))) + 1;
}

void AppendCharacters(std::string_view text, int32_t limit, TextLists& lists) {
  for (int32_t parts = 1; !text.empty(); ++parts) {
    const bool last = limit > 0 && parts == limit;
    const size_t width = last ? text.size() : std::min<size_t>(Utf8Length(text[0]), text.size());
    lists.Append(text.substr(0, width));
    text.remove_prefix(width);
  }
}

/// Cuts text at the matches into at most `limit` parts (any number if it is not positive).
void AppendParts(std::string_view text, std::string_view pattern, int32_t limit, TextLists& lists) {
  if (pattern.empty() && !text.empty()) return AppendCharacters(text, limit, lists);
  const Regex& regex = FindRegex(pattern, {});
  re2::StringPiece match;
  size_t copied = 0;
  int32_t parts = 1;
  for (size_t start = 0; limit <= 0 || parts < limit;) {
    if (!FindNextMatch(regex, text, start, &match, 1)) break;
    const auto at = static_cast<size_t>(match.data() - text.data());
    if (at == 0 && match.empty()) continue;  // nothing matched at the start parts nothing
    lists.Append(text.substr(copied, at - copied));
    copied = at + match.size();
    ++parts;
  }
  lists.Append(text.substr(copied));
}

Vector Split(std::span<const Vector> args, RowSet rows) {
  const VectorReader<S> texts(args[0]);
  const VectorReader<S> patterns(args[1]);
  TextLists lists(rows.size);
  rows.ForEach([&](uint32_t row) {
    const int32_t limit = args.size() > 2 ? VectorReader<int32_t>(args[2])[row] : -1;
    lists.Begin();
    AppendParts(texts[row].view(), patterns[row].view(), limit, lists);
    lists.End(row);
  });
  return lists.Finish(args[0]);
}

ScalarOverload ListOverload(std::vector<LogicalType> parameters, ScalarKernel kernel) {
  ScalarOverload overload;
  overload.parameters = std::move(parameters);
  overload.result = LogicalType::List(kText);
  overload.kernel = std::move(kernel);
  return overload;
}

}  // namespace

void RegisterSparkRegexps(FunctionRegistry& registry) {
  Family family(registry, "string", "spark");
  const auto replace = [](StringHeap& heap, const S& text, const S& pattern, const S& with) {
    return Replace(heap, text, pattern, with, 1);
  };
  family.Add({"regexp_replace"},
             "Replaces all matches of a regular expression, from a position on; $1 is group 1.",
             {{"regexp_replace('100-200', r'(\\d+)', '<$1>')", "<100>-<200>"}},
             {MakeOverload<S, S, S>({kText, kText, kText}, kText, replace),
              MakeOverload<S, S, S, int32_t>({kText, kText, kText, kInteger}, kText, Replace)});
  const auto first = [](const S& text, const S& pattern) { return Extract(text, pattern, 1); };
  family.Add({"regexp_extract"},
             "Returns what a group of a regular expression first matches (the first group unless "
             "given), '' if nothing.",
             {{"regexp_extract('100-200', r'(\\d+)-(\\d+)')", "100"}},
             {MakeOverload<S, S>({kText, kText}, kText, first),
              MakeOverload<S, S, int32_t>({kText, kText, kInteger}, kText, Extract)});
  family.Add({"regexp_extract_all"},
             "Returns all that a group of a regular expression matches (the first unless given).",
             {{"regexp_extract_all('100-200, 300-400', r'(\\d+)-(\\d+)')", "[100, 300]"}},
             {ListOverload({kText, kText}, ExtractAll),
              ListOverload({kText, kText, kInteger}, ExtractAll)});
  const auto position = [](const S& text, const S& pattern) {
    return PositionOf(text, pattern, 0);
  };
  family.Add({"regexp_instr"}, "Returns where a regular expression first matches, from 1; else 0.",
             {{"regexp_instr('lake-42', '[0-9]+')", "6"}},
             {MakeOverload<S, S>({kText, kText}, kInteger, position),
              MakeOverload<S, S, int32_t>({kText, kText, kInteger}, kInteger, PositionOf)});
  family.Add({"split"}, "Cuts text at the matches of a regular expression into a list.",
             {{"split('oneAtwoBthree', '[AB]', 2)", "[one, twoBthree]"}},
             {ListOverload({kText, kText}, Split), ListOverload({kText, kText, kInteger}, Split)});
}

}  // namespace lakebolt
