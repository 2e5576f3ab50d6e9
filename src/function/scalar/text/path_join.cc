// path_join: paths put together, with ".", ".." and double slashes resolved.

#include <algorithm>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "base/error.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/further_families.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

/// Holds a path cut up: "s3://" "bucket" "/" {"data", "x.csv"}.
struct Path {
  std::string scheme;
  std::string authority;
  std::string root;  // "/" of an absolute path
  std::vector<std::string> segments;
  char separator = '/';
  bool ends_in_separator = false;
};

bool IsSeparator(char c) {
  return c == '/' || c == '\\';
}

/// Appends a segment: "." and nothing are none, and ".." takes one away (not above the root).
void AppendSegment(Path& path, std::string segment) {
  if (segment.empty() || segment == ".") return;
  if (segment == "..") {
    if (!path.segments.empty() && path.segments.back() != "..") {
      path.segments.pop_back();
      return;
    }
    if (!path.root.empty()) return;
  }
  path.segments.push_back(std::move(segment));
}

/// Reads scheme, authority and root; returns where the segments begin.
size_t ReadBase(std::string_view text, Path& path) {
  const size_t slash = text.find('/');
  const size_t scheme = text.find("://");
  if (text.starts_with("file:/") && !text.starts_with("file://")) {
    path.scheme = "file:";
    path.root = "/";
    return 6;
  }
  if (scheme != std::string_view::npos && scheme > 1 && scheme < slash) {
    path.scheme = text.substr(0, scheme + 3);
    path.scheme = AsciiLower(path.scheme);
    const size_t begin = std::min(text.size(), text.find('/', scheme + 3));
    path.authority = text.substr(scheme + 3, begin - scheme - 3);
    path.root = "/";
    if (path.scheme == "file://" && !path.authority.empty() && path.authority != "localhost") {
      throw UserError(ErrorCode::kInvalidArgument,
                      "\"" + std::string(text) + "\": files of other machines have no file: path");
    }
    return std::min(text.size(), begin + 1);
  }
  if (!text.empty() && IsSeparator(text[0])) {
    path.root = std::string(1, path.separator);
    return 1;
  }
  return 0;
}

Path Parse(std::string_view text) {
  Path path;
  size_t begin = ReadBase(text, path);
  for (size_t i = begin; i <= text.size(); ++i) {
    if (i < text.size() && !IsSeparator(text[i])) continue;
    AppendSegment(path, std::string(text.substr(begin, i - begin)));
    begin = i + 1;
  }
  path.ends_in_separator = !text.empty() && IsSeparator(text.back());
  return path;
}

std::string ToText(const Path& path) {
  std::string out = path.scheme + path.authority + path.root;
  for (size_t i = 0; i < path.segments.size(); ++i) {
    if (i > 0) out += path.separator;
    out += path.segments[i];
  }
  if (path.ends_in_separator && !path.segments.empty()) out += path.separator;
  return out.empty() ? "." : out;
}

/// Puts `right` behind `left`. An absolute path can only stand behind a beginning of itself.
Path Join(Path left, const Path& right) {
  const bool below = right.segments.size() >= left.segments.size() &&
                     std::equal(left.segments.begin(), left.segments.end(), right.segments.begin());
  if (right.root.empty() && right.scheme.empty()) {
    for (const std::string& segment : right.segments) AppendSegment(left, segment);
  } else if (below && left.scheme == right.scheme && left.authority == right.authority &&
             left.root == right.root) {
    left.segments = right.segments;
  } else {
    throw UserError(
        ErrorCode::kInvalidArgument,
        "the absolute path \"" + ToText(right) + "\" cannot stand behind \"" + ToText(left) + "\"");
  }
  left.ends_in_separator = right.ends_in_separator;
  return left;
}

ScalarOverload JoinOverload() {
  ScalarOverload overload;
  overload.parameters = {TypeId::kVarchar, TypeId::kVarchar};  // one path or more
  overload.variadic = true;
  overload.result = TypeId::kVarchar;
  overload.kernel = [](std::span<const Vector> args, RowSet rows) {
    Vector out(TypeId::kVarchar, rows.size);
    auto heap = std::make_shared<StringHeap>();
    std::vector<VectorReader<StringView>> readers;
    for (const Vector& arg : args) readers.emplace_back(arg);
    rows.ForEach([&](uint32_t row) {
      Path path = Parse(readers[0][row]);
      for (size_t i = 1; i < readers.size(); ++i)
        path = Join(std::move(path), Parse(readers[i][row]));
      out.mutable_values<StringView>()[row] = heap->Add(ToText(path));
    });
    out.AddOwner(heap);
    return out;
  };
  return overload;
}

}  // namespace

void RegisterPathJoin(FunctionRegistry& registry) {
  Family family(registry, "string");
  family.Add({"path_join"}, "Puts paths together and resolves \".\", \"..\" and double slashes.",
             {{"path_join('lake//data', '../x.csv')", "lake/x.csv"}}, {JoinOverload()});
}

}  // namespace lakebolt
