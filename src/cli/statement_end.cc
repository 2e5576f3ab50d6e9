#include "cli/shell.h"

namespace lakebolt {

namespace {

/// Returns where the quoted text, comment or single character that begins at `at` ends; npos when
/// its end is missing.
size_t SkipToken(std::string_view sql, size_t at) {
  const auto after = [&](std::string_view close, size_t from) {
    const size_t end = sql.find(close, from);
    return end == std::string_view::npos ? end : end + close.size();
  };
  const std::string_view rest = sql.substr(at);
  if (rest[0] == '\'' || rest[0] == '"') return after(rest.substr(0, 1), at + 1);
  if (rest.substr(0, 2) == "/*") return after("*/", at + 2);
  if (rest.substr(0, 2) == "$$") return after("$$", at + 2);
  if (rest.substr(0, 2) == "--") {
    const size_t end = sql.find('\n', at);
    return end == std::string_view::npos ? sql.size() : end;
  }
  return at + 1;
}

}  // namespace

bool IsComplete(std::string_view sql) {
  bool complete = false;
  for (size_t at = 0; at < sql.size();) {
    const size_t next = SkipToken(sql, at);
    if (next == std::string_view::npos) return false;
    const bool comment = sql.substr(at, 2) == "--" || sql.substr(at, 2) == "/*";
    if (sql[at] == ';') {
      complete = true;
    } else if (!comment && std::string_view(" \t\r\n").find(sql[at]) == std::string_view::npos) {
      complete = false;
    }
    at = next;
  }
  return complete;
}

}  // namespace lakebolt
