// parse_url: the parts of a URL (RFC 3986).

#include <algorithm>

#include "base/error.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/further_families.h"
#include "function/scalar_adapter.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;

/// Holds the parts of a URL; those absent point nowhere.
struct UrlParts {
  std::string_view protocol;
  std::string_view authority;
  std::string_view user_info;
  std::string_view host;
  std::string_view path;
  std::string_view query;
  std::string_view reference;
};

/// Cuts `rest` at the first of `delimiters` and returns what stands behind, which may be absent.
std::string_view CutAt(std::string_view& rest, char delimiter) {
  const size_t at = rest.find(delimiter);
  if (at == std::string_view::npos) return {};
  const std::string_view behind = rest.substr(at + 1);
  rest = rest.substr(0, at);
  return behind;
}

UrlParts Parse(std::string_view url) {
  UrlParts parts;
  const size_t bad = url.find_first_of(" \"<>\\^`{|}");
  if (bad != std::string_view::npos) {
    throw UserError(ErrorCode::kInvalidArgument,
                    "\"" + std::string(url) + "\" is no URL: there is a '" + url[bad] + "'", {},
                    "try_parse_url gives NULL instead");
  }
  parts.reference = CutAt(url, '#');
  parts.query = CutAt(url, '?');
  const size_t colon = url.find(':');
  if (colon != std::string_view::npos && colon > 0 && colon < url.find('/')) {
    parts.protocol = url.substr(0, colon);
    url.remove_prefix(colon + 1);
  }
  if (url.substr(0, 2) == "//") {
    const size_t end = url.find('/', 2);
    parts.authority = url.substr(2, end == std::string_view::npos ? end : end - 2);
    url = end == std::string_view::npos ? url.substr(url.size()) : url.substr(end);
  }
  parts.path = url;
  std::string_view host = parts.authority;
  const size_t at = host.rfind('@');
  if (at != std::string_view::npos) {
    parts.user_info = host.substr(0, at);
    host.remove_prefix(at + 1);
  }
  const size_t port = host.rfind(':');
  const bool has_port =
      port != std::string_view::npos && host.find(']', port) == std::string_view::npos;
  parts.host = has_port ? host.substr(0, port) : host;
  return parts;
}

std::optional<StringView> Present(std::string_view part) {
  if (part.data() == nullptr) return std::nullopt;
  return StringView(part);
}

std::optional<StringView> Part(StringHeap& heap, const StringView& url, const StringView& name) {
  const UrlParts parts = Parse(url);
  const std::string_view wanted = name.view();
  if (wanted == "HOST") return parts.host.empty() ? std::nullopt : Present(parts.host);
  if (wanted == "PATH") return Present(parts.path);
  if (wanted == "QUERY") return Present(parts.query);
  if (wanted == "REF") return Present(parts.reference);
  if (wanted == "PROTOCOL") return Present(parts.protocol);
  if (wanted == "AUTHORITY") return Present(parts.authority);
  if (wanted == "USERINFO") return Present(parts.user_info);
  if (wanted == "FILE") {
    if (parts.query.data() == nullptr) return Present(parts.path);
    return heap.Add(std::string(parts.path) + "?" + std::string(parts.query));
  }
  return std::nullopt;
}

/// Returns the value of one key of the query.
std::optional<StringView> QueryValue(const StringView& url, const StringView& name,
                                     const StringView& key) {
  if (name.view() != "QUERY") return std::nullopt;
  std::string_view rest = Parse(url).query;
  while (!rest.empty()) {
    std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const std::string_view value = CutAt(pair, '=');
    if (pair == key.view() && value.data() != nullptr) return StringView(value);
  }
  return std::nullopt;
}

}  // namespace

void RegisterUrlParts(FunctionRegistry& registry) {
  Family family(registry, "string");
  family.Add(
      {"parse_url"},
      "Returns a part of a URL (PROTOCOL, AUTHORITY, USERINFO, HOST, PATH, FILE, QUERY, "
      "REF), or the value of a key in its QUERY; NULL when it is absent.",
      {{"parse_url('http://lake.org/path?query=1', 'HOST')", "lake.org"},
       {"parse_url('http://lake.org/path?query=1', 'QUERY', 'query')", "1"}},
      {MakeOverload<StringView, StringView>({kText, kText}, kText, Part),
       MakeOverload<StringView, StringView, StringView>({kText, kText, kText}, kText, QueryValue)});
}

}  // namespace lakebolt
