// What regular expressions match: the first match, all matches, groups by number or by name.

#include "base/error.h"
#include "base/utf8.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/regexp/regex_cache.h"
#include "function/scalar/text/builtin_text.h"
#include "function/scalar/text/text_lists.h"
#include "function/scalar/text/unicode_case.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;
const LogicalType kInteger = TypeId::kInt32;
constexpr int32_t kMostGroups = 9;

StringView Extract(const StringView& text, const StringView& pattern, int32_t group,
                   const StringView& options) {
  if (group < 0 || group > kMostGroups) {
    throw UserError(ErrorCode::kInvalidArgument,
                    "the number of a group is 0 to 9, not " + std::to_string(group));
  }
  const Regex& regex = FindRegex(pattern, options, RegexUse::kExtract);
  std::array<re2::StringPiece, kMostGroups + 1> groups;
  const bool found = group <= regex.general().NumberOfCapturingGroups() &&
                     regex.Search(text, 0, groups.data(), group + 1);
  if (!found) return options.view().find('k') == std::string_view::npos ? StringView() : text;
  return StringView(MatchedView(groups[static_cast<size_t>(group)]));
}

std::string Lower(const std::string& name) {
  std::string lower;
  AppendLower(name, lower);
  return lower;
}

/// Reads the names that a constant list gives to groups, and checks them against the pattern.
std::vector<Field> GroupFields(const Value& names, const re2::RE2& regex) {
  std::vector<Field> fields;
  for (const Value& name : names.parts()) {
    if (name.IsNull()) throw UserError(ErrorCode::kInvalidArgument, "the name of a group is NULL");
    for (const Field& known : fields) {
      if (Lower(known.name) == Lower(name.string())) {
        throw UserError(ErrorCode::kDuplicateName,
                        "two groups are called \"" + name.string() + "\"");
      }
    }
    fields.push_back({name.string(), kText});
  }
  if (fields.empty()) throw UserError(ErrorCode::kInvalidArgument, "the list of groups is empty");
  if (static_cast<size_t>(regex.NumberOfCapturingGroups()) < fields.size()) {
    throw UserError(ErrorCode::kInvalidArgument,
                    "the regular expression has " +
                        std::to_string(regex.NumberOfCapturingGroups()) + " groups, and " +
                        std::to_string(fields.size()) + " names are given");
  }
  return fields;
}

/// Holds a constant pattern and its options.
struct Pattern {
  std::string text;
  std::string options;

  const Regex& Get() const { return FindRegex(text, options, RegexUse::kExtract); }
};

/// Gives a struct of what each group of the first match is, or of empty text.
ScalarKernel ExtractStructKernel(const LogicalType& type, const Pattern& pattern) {
  return [=](std::span<const Vector> args, RowSet rows) {
    const VectorReader<StringView> texts(args[0]);
    const Regex& regex = pattern.Get();
    Vector out(type, rows.size);
    std::vector<Vector>& children = out.mutable_children();
    std::vector<re2::StringPiece> groups(children.size() + 1);
    rows.ForEach([&](uint32_t row) {
      const std::string_view text = texts[row].view();
      const bool found = regex.Search(text, 0, groups.data(), static_cast<int>(groups.size()));
      for (size_t i = 0; i < children.size(); ++i) {
        children[i].mutable_values<StringView>()[row] =
            found ? StringView(MatchedView(groups[i + 1])) : StringView();
      }
    });
    for (Vector& child : children) child.ShareOwners(args[0]);
    return out;
  };
}

/// Gives a list of such structs, one a match.
ScalarKernel ExtractAllStructKernel(const LogicalType& type, const Pattern& pattern) {
  return [=](std::span<const Vector> args, RowSet rows) {
    const VectorReader<StringView> texts(args[0]);
    const Regex& regex = pattern.Get();
    Vector out(type, rows.size);
    auto* entries = out.mutable_values<ListEntry>();
    const size_t width = type.element().children().size();
    std::vector<re2::StringPiece> groups(width + 1);
    std::vector<re2::StringPiece> found;  // those of all matches, one match after another
    rows.ForEach([&](uint32_t row) {
      const auto begin = static_cast<uint32_t>(found.size() / width);
      for (size_t start = 0; FindNextMatch(regex, texts[row].view(), start, groups.data(),
                                           static_cast<int>(groups.size()));) {
        found.insert(found.end(), groups.begin() + 1, groups.end());
      }
      entries[row] = {begin, static_cast<uint32_t>(found.size() / width) - begin};
    });
    Vector structs(type.element(), static_cast<uint32_t>(found.size() / width));
    for (size_t i = 0; i < width; ++i) {
      Vector& child = structs.mutable_children()[i];
      for (uint32_t k = 0; k < structs.size(); ++k) {
        const re2::StringPiece& piece = found[k * width + i];
        child.mutable_values<StringView>()[k] = StringView(MatchedView(piece));
        if (piece.data() == nullptr) child.SetNull(k);
      }
      child.ShareOwners(args[0]);
    }
    out.mutable_children()[0] = std::move(structs);
    return out;
  };
}

/// Makes the overload with a list of names: the pattern must be constant, for they are the type.
ScalarOverload NamedOverload(bool all, bool with_options) {
  ScalarOverload overload;
  overload.parameters = {kText, kText, LogicalType::List(kText)};
  if (with_options) overload.parameters.push_back(kText);
  const std::vector<LogicalType> parameters = overload.parameters;
  overload.bind_constants =
      [=](const std::vector<LogicalType>& actual,
          std::span<const Value* const> constants) -> std::optional<BoundScalar> {
    if (actual.size() != parameters.size() || actual[2].id() != TypeId::kList) return std::nullopt;
    for (size_t i = 1; i < actual.size(); ++i) {
      if (constants[i] != nullptr && !constants[i]->IsNull()) continue;
      throw UserError(ErrorCode::kInvalidArgument,
                      "groups can be named only where pattern, names and options are constants");
    }
    const Pattern pattern{constants[1]->string(), with_options ? constants[3]->string() : ""};
    const LogicalType fields =
        LogicalType::Struct(GroupFields(*constants[2], pattern.Get().general()));
    BoundScalar bound;
    bound.arguments = parameters;
    bound.result = all ? LogicalType::List(fields) : fields;
    bound.kernel = all ? ExtractAllStructKernel(bound.result, pattern)
                       : ExtractStructKernel(bound.result, pattern);
    return bound;
  };
  return overload;
}

Vector ExtractAll(std::span<const Vector> args, RowSet rows) {
  const VectorReader<StringView> texts(args[0]);
  const VectorReader<StringView> patterns(args[1]);
  TextLists lists(rows.size);
  std::vector<re2::StringPiece> groups;
  rows.ForEach([&](uint32_t row) {
    const std::string_view options =
        args.size() > 3 ? VectorReader<StringView>(args[3])[row].view() : std::string_view();
    const int32_t group = args.size() > 2 ? VectorReader<int32_t>(args[2])[row] : 0;
    const Regex& regex = FindRegex(patterns[row], options);
    const int32_t count = regex.general().NumberOfCapturingGroups();
    groups.resize(static_cast<size_t>(count) + 1);
    lists.Begin();
    for (size_t start = 0;
         group >= 0 && FindNextMatch(regex, texts[row].view(), start, groups.data(), count + 1);) {
      if (group > count) {
        throw UserError(ErrorCode::kInvalidArgument,
                        "the regular expression has " + std::to_string(count) +
                            " groups; there is no group " + std::to_string(group));
      }
      const re2::StringPiece& piece = groups[static_cast<size_t>(group)];
      if (piece.data() == nullptr) {
        lists.AppendNull();
      } else {
        lists.Append(MatchedView(piece));
      }
    }
    lists.End(row);
  });
  return lists.Finish(args[0]);
}

ScalarOverload ExtractAllOverload(std::vector<LogicalType> parameters) {
  ScalarOverload overload;
  overload.parameters = std::move(parameters);
  overload.result = LogicalType::List(kText);
  overload.kernel = ExtractAll;
  return overload;
}

/// Returns where the first match begins, in characters from 1; 0 when there is none.
int32_t PositionOf(const StringView& text, const StringView& pattern) {
  re2::StringPiece whole;
  size_t start = 0;
  const std::string_view view = text.view();
  if (!FindNextMatch(FindRegex(pattern, {}), view, start, &whole, 1)) return 0;
  const auto bytes = static_cast<size_t>(whole.data() - view.data());
  return static_cast<int32_t>(CountCharacters(view.substr(0, bytes))) + 1;
}

std::optional<StringView> FirstMatch(const StringView& text, const StringView& pattern) {
  re2::StringPiece whole;
  size_t start = 0;
  if (!FindNextMatch(FindRegex(pattern, {}), text, start, &whole, 1)) return std::nullopt;
  return StringView(MatchedView(whole));
}

/// Takes the number of a group; with NULL for it there is nothing to match.
ScalarOverload GroupOverload() {
  ScalarOverload overload;
  overload.parameters = {kText, kText, kInteger};
  overload.bind = [](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.size() != 3) return std::nullopt;
    if (!actual[2].IsInteger() && actual[2].id() != TypeId::kNull) return std::nullopt;
    BoundScalar bound;
    bound.arguments = {kText, kText, kInteger};
    bound.result = kText;
    bound.traits.nulls = NullHandling::kSpecial;
    bound.kernel = [](std::span<const Vector> args, RowSet rows) {
      const VectorReader<StringView> texts(args[0]);
      const VectorReader<StringView> patterns(args[1]);
      const VectorReader<int32_t> groups(args[2]);
      Vector out(kText, rows.size);
      auto* values = out.mutable_values<StringView>();
      rows.ForEach([&](uint32_t row) {
        if (texts.IsNull(row) || patterns.IsNull(row)) {
          out.SetNull(row);
        } else if (groups.IsNull(row)) {
          values[row] = StringView();
        } else {
          values[row] = Extract(texts[row], patterns[row], groups[row], {});
        }
      });
      out.ShareOwners(args[0]);
      return out;
    };
    return bound;
  };
  return overload;
}

std::vector<ScalarOverload> ExtractOverloads() {
  const auto whole = [](const StringView& text, const StringView& pattern) {
    return Extract(text, pattern, 0, {});
  };
  const auto with_options = [](const StringView& text, const StringView& pattern,
                               const StringView& options) {
    return Extract(text, pattern, 0, options);
  };
  return {
      MakeOverload<StringView, StringView>({kText, kText}, kText, whole),
      GroupOverload(),
      MakeOverload<StringView, StringView, int32_t, StringView>({kText, kText, kInteger, kText},
                                                                kText, Extract),
      MakeOverload<StringView, StringView, StringView>({kText, kText, kText}, kText, with_options),
      NamedOverload(false, false),
      NamedOverload(false, true)};
}

}  // namespace

void RegisterRegexpExtract(FunctionRegistry& registry) {
  Family family(registry, "string");
  family.Add({"regexp_extract"},
             "Returns what a regular expression, or one of its groups, first matches, '' if "
             "nothing; with names for the groups, a struct of them.",
             {{"regexp_extract('lake-42', '[0-9]+')", "42"},
              {"regexp_extract('lake-42', '([a-z]+)-([0-9]+)', ['word', 'number'])",
               "{'word': lake, 'number': 42}"}},
             ExtractOverloads());
  family.Add({"regexp_extract_all"},
             "Returns all that a regular expression, or one of its groups, matches.",
             {{"regexp_extract_all('a1b22', '[0-9]+')", "[1, 22]"}},
             {ExtractAllOverload({kText, kText}), ExtractAllOverload({kText, kText, kInteger}),
              ExtractAllOverload({kText, kText, kInteger, kText}), NamedOverload(true, false),
              NamedOverload(true, true)});
  family.Add({"regexp_instr"}, "Returns where a regular expression first matches, from 1; else 0.",
             {{"regexp_instr('lake-42', '[0-9]+')", "6"}},
             {MakeOverload<StringView, StringView>({kText, kText}, kInteger, PositionOf)});
  family.Add({"regexp_substr"}, "Returns what a regular expression first matches, NULL if nothing.",
             {{"regexp_substr('lake-42', '[0-9]+')", "42"}},
             {MakeOverload<StringView, StringView>({kText, kText}, kText, FirstMatch)});
}

}  // namespace lakebolt
