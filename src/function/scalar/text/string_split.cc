// Cutting text at a separator or at the matches of a regular expression.

#include "base/utf8.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/regexp/regex_cache.h"
#include "function/scalar/text/builtin_text.h"
#include "function/scalar/text/find_bytes.h"
#include "function/scalar/text/text_lists.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;

/// Says where a separator stands in text, and how long it is.
struct Separator {
  size_t position = std::string_view::npos;
  size_t length = 0;
};

/// Appends the parts of `text`. An empty separator parts the characters.
template <typename Find>
void AppendParts(std::string_view text, Find find, TextLists& lists) {
  while (!text.empty()) {
    Separator separator = find(text);
    if (separator.position == std::string_view::npos) break;
    if (separator.position == 0 && separator.length == 0) {
      separator.position = std::min<size_t>(Utf8Length(text[0]), text.size());
      if (separator.position == text.size()) break;
    }
    lists.Append(text.substr(0, separator.position));
    text.remove_prefix(separator.position + separator.length);
  }
  lists.Append(text);
}

/// Splits each row; text whose separator is NULL stays whole.
template <typename MakeFind>
Vector Split(std::span<const Vector> args, RowSet rows, const MakeFind& make_find) {
  const VectorReader<StringView> texts(args[0]);
  const VectorReader<StringView> separators(args[1]);
  TextLists lists(rows.size);
  rows.ForEach([&](uint32_t row) {
    lists.Begin();
    if (texts.IsNull(row)) {
      lists.SetNull(row);
    } else if (separators.IsNull(row)) {
      lists.Append(texts[row]);
    } else {
      AppendParts(texts[row].view(), make_find(separators[row].view(), row), lists);
    }
    lists.End(row);
  });
  return lists.Finish(args[0]);
}

Vector SplitAtText(std::span<const Vector> args, RowSet rows) {
  return Split(args, rows, [](std::string_view separator, uint32_t) {
    return [separator](std::string_view text) -> Separator {
      if (separator.empty()) return {0, 0};
      return {FindBytes(text, separator), separator.size()};
    };
  });
}

Vector SplitAtRegex(std::span<const Vector> args, RowSet rows) {
  return Split(args, rows, [&](std::string_view pattern, uint32_t row) {
    const std::string_view options =
        args.size() > 2 ? VectorReader<StringView>(args[2])[row].view() : std::string_view();
    const Regex& regex = FindRegex(pattern, options);
    return [&regex, first = true](std::string_view text) mutable -> Separator {
      re2::StringPiece match;
      // The first search may be long; for each of many others the text would be copied again.
      const bool found = first ? regex.Search(text, 0, &match, 1)
                               : regex.general().Match(RegexPiece(text), 0, text.size(),
                                                       re2::RE2::UNANCHORED, &match, 1);
      first = false;
      if (!found) return {};
      return {static_cast<size_t>(match.data() - text.data()), match.size()};
    };
  });
}

ScalarOverload ListOverload(size_t parameters, ScalarKernel kernel) {
  ScalarOverload overload;
  overload.parameters.assign(parameters, kText);
  overload.result = LogicalType::List(kText);
  overload.kernel = std::move(kernel);
  return overload;
}

}  // namespace

void RegisterStringSplit(FunctionRegistry& registry) {
  FunctionTraits special;
  special.nulls = NullHandling::kSpecial;
  Family family(registry, "string");
  family.Add({"string_split", "str_split", "split", "string_to_array"},
             "Cuts text at a separator into a list; an empty one parts the characters.",
             {{"string_split('a-b-c', '-')", "[a, b, c]"}}, {ListOverload(2, SplitAtText)},
             special);
  family.Add({"string_split_regex", "str_split_regex", "regexp_split_to_array"},
             "Cuts text at the matches of a regular expression into a list.",
             {{"string_split_regex('a1b22c', '[0-9]+')", "[a, b, c]"}},
             {ListOverload(2, SplitAtRegex), ListOverload(3, SplitAtRegex)}, special);
}

}  // namespace lakebolt
