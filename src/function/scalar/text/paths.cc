// Parts of file paths.

#include <string>
#include <vector>

#include "base/error.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/text/builtin_text.h"
#include "function/scalar/text/text_lists.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;

/// Returns the characters that part a path: what `option` names, or both slashes.
std::string_view Separators(std::string_view option) {
  if (option == "system" || option == "forward_slash") return "/";
  return option == "backslash" ? "\\" : "/\\";
}

StringView DirName(const StringView& path, std::string_view option) {
  const std::string_view view = path.view();
  const size_t at = view.find_first_of(Separators(option));
  if (at == std::string_view::npos) return {};
  return StringView(view.substr(0, at == 0 ? 1 : at));
}

StringView DirPath(const StringView& path, std::string_view option) {
  const std::string_view view = path.view();
  const size_t at = view.find_last_of(Separators(option));
  if (at == std::string_view::npos) return {};
  return StringView(view.substr(0, view.size() == 1 ? 1 : at));
}

StringView FileName(const StringView& path, bool trim_extension, std::string_view option) {
  const std::string_view view = path.view();
  const size_t at = view.find_last_of(Separators(option));
  const size_t begin = at == std::string_view::npos ? 0 : at + 1;
  const size_t dot = view.rfind('.');
  const bool cut = trim_extension && dot != std::string_view::npos && dot >= begin;
  return StringView(view.substr(begin, cut ? dot - begin : std::string_view::npos));
}

/// Makes overloads with and without the name of the separators.
std::vector<ScalarOverload> OfPath(StringView (*fn)(const StringView&, std::string_view)) {
  return {MakeOverload<StringView>({kText}, kText,
                                   [fn](const StringView& path) { return fn(path, "default"); }),
          MakeOverload<StringView, StringView>(
              {kText, kText}, kText,
              [fn](const StringView& path, const StringView& option) { return fn(path, option); })};
}

Vector SplitPaths(std::span<const Vector> args, RowSet rows) {
  const VectorReader<StringView> paths(args[0]);
  TextLists lists(rows.size);
  rows.ForEach([&](uint32_t row) {
    const std::string_view separators =
        args.size() > 1 ? Separators(VectorReader<StringView>(args[1])[row]) : Separators("");
    const std::string_view path = paths[row].view();
    lists.Begin();
    // A leading separator is a part of its own; empty parts are none.
    if (!path.empty() && separators.find(path[0]) != std::string_view::npos) {
      lists.Append(path.substr(0, 1));
    }
    for (size_t begin = 0; begin < path.size();) {
      const size_t end = std::min(path.size(), path.find_first_of(separators, begin));
      if (end > begin) lists.Append(path.substr(begin, end - begin));
      begin = end + 1;
    }
    lists.End(row);
  });
  return lists.Finish(args[0]);
}

ScalarOverload SplitOverload(std::vector<LogicalType> parameters) {
  ScalarOverload overload;
  overload.parameters = std::move(parameters);
  overload.result = LogicalType::List(kText);
  overload.kernel = SplitPaths;
  return overload;
}

std::vector<ScalarOverload> FileNameOverloads() {
  const LogicalType boolean = TypeId::kBoolean;
  return {
      MakeOverload<StringView>({kText}, kText,
                               [](const StringView& path) { return FileName(path, false, ""); }),
      MakeOverload<StringView, StringView>({kText, kText}, kText,
                                           [](const StringView& path, const StringView& option) {
                                             return FileName(path, false, option);
                                           }),
      MakeOverload<StringView, uint8_t>(
          {kText, boolean}, kText,
          [](const StringView& path, uint8_t trim) { return FileName(path, trim != 0, ""); }),
      MakeOverload<StringView, uint8_t, StringView>(
          {kText, boolean, kText}, kText,
          [](const StringView& path, uint8_t trim, const StringView& option) {
            return FileName(path, trim != 0, option);
          })};
}

/// Returns `options` with the usual one in place of NULLs.
Vector WithUsualOptions(const Vector& options, RowSet rows) {
  const Value usual =
      options.type().id() == TypeId::kBoolean ? Value::Boolean(false) : Value::Varchar("default");
  if (options.IsConstant() && options.IsNull(0)) return Vector::Constant(usual, options.size());
  bool any = false;
  rows.ForEach([&](uint32_t row) { any |= options.IsNull(row); });
  if (!any) return options;
  Vector out(options.type(), options.size());
  rows.ForEach([&](uint32_t row) {
    out.SetValue(row, options.IsNull(row) ? usual : options.GetValue(row));
  });
  return out;
}

/// Takes NULL behind the path for the usual option, as DuckDB does.
ScalarOverload WithDefaults(ScalarOverload overload) {
  overload.kernel = [kernel = overload.kernel](std::span<const Vector> args, RowSet rows) {
    std::vector<Vector> given = {args[0]};
    for (const Vector& options : args.subspan(1)) given.push_back(WithUsualOptions(options, rows));
    Vector out = kernel(given, rows);
    rows.ForEach([&](uint32_t row) {
      if (args[0].IsNull(row)) out.SetNull(row);
    });
    return out;
  };
  return overload;
}

std::vector<ScalarOverload> WithDefaults(std::vector<ScalarOverload> overloads) {
  for (ScalarOverload& overload : overloads) overload = WithDefaults(std::move(overload));
  return overloads;
}

}  // namespace

void RegisterPaths(FunctionRegistry& registry) {
  FunctionTraits traits = NeverFails();
  traits.nulls = NullHandling::kSpecial;
  Family family(registry, "string");
  family.Add({"parse_dirname"}, "Returns the first folder of a path.",
             {{"parse_dirname('/lake/data/a.csv')", "/"}, {"parse_dirname('lake/a.csv')", "lake"}},
             WithDefaults(OfPath(DirName)), traits);
  family.Add({"parse_dirpath"}, "Returns a path without its last part.",
             {{"parse_dirpath('lake/data/a.csv')", "lake/data"}}, WithDefaults(OfPath(DirPath)),
             traits);
  family.Add({"parse_filename"},
             "Returns the last part of a path, without its extension when the second argument says "
             "so.",
             {{"parse_filename('lake/data/a.csv')", "a.csv"},
              {"parse_filename('lake/data/a.csv', true)", "a"}},
             WithDefaults(FileNameOverloads()), traits);
  family.Add({"parse_path"},
             "Returns the parts of a path; 'system', 'forward_slash', 'backslash' or 'both_slash' "
             "say what parts them.",
             {{"parse_path('/lake/a.csv')", "[/, lake, a.csv]"}},
             WithDefaults({SplitOverload({kText}), SplitOverload({kText, kText})}), traits);
}

}  // namespace lakebolt
