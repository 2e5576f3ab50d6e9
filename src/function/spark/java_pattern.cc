#include "function/spark/java_pattern.h"

#include "base/error.h"

namespace lakebolt {

namespace {

/// Returns the conversion of a letter repeated `count` times; empty where there is none.
std::string_view Conversion(char letter, size_t count) {
  const auto pick = [&](std::string_view one, std::string_view two) {
    return count == 1 ? one : count == 2 ? two : std::string_view();
  };
  switch (letter) {
    case 'y':
    case 'u': return count == 2 ? "%y" : count <= 6 ? "%Y" : "";
    case 'M':
    case 'L': return count == 3 ? "%b" : count == 4 ? "%B" : pick("%-m", "%m");
    case 'd': return pick("%-d", "%d");
    case 'D': return count == 3 ? "%j" : count == 1 ? "%-j" : "";
    case 'E': return count <= 3 ? "%a" : count == 4 ? "%A" : "";
    case 'a': return count == 1 ? "%p" : "";
    case 'H': return pick("%-H", "%H");
    case 'h': return pick("%-I", "%I");
    case 'm': return pick("%-M", "%M");
    case 's': return pick("%-S", "%S");
    case 'S': return count == 3 ? "%g" : count == 6 ? "%f" : count == 9 ? "%n" : "";
    case 'V': return count == 2 ? "%Z" : "";
    case 'X':
    case 'x': return count <= 3 ? "%z" : "";
    default: return "";
  }
}

}  // namespace

std::string FromJavaPattern(std::string_view pattern) {
  std::string out;
  const auto literal = [&](char c) {
    if (c == '%') out += '%';
    out += c;
  };
  for (size_t i = 0; i < pattern.size();) {
    const char c = pattern[i];
    if (c == '\'') {
      const size_t end = pattern.find('\'', i + 1);
      if (end == std::string_view::npos) {
        throw UserError(ErrorCode::kInvalidArgument,
                        "the quote in '" + std::string(pattern) + "' is not closed");
      }
      if (end == i + 1) literal('\'');
      for (const char quoted : pattern.substr(i + 1, end - i - 1)) literal(quoted);
      i = end + 1;
      continue;
    }
    const char lower = static_cast<char>(c | 0x20);
    if (lower < 'a' || lower > 'z') {
      literal(c);
      ++i;
      continue;
    }
    size_t count = 1;
    while (i + count < pattern.size() && pattern[i + count] == c) ++count;
    const std::string_view conversion = Conversion(c, count);
    if (conversion.empty()) {
      throw UserError(ErrorCode::kNotSupported,
                      "the letters " + std::string(count, c) +
                          " of a date pattern are not "
                          "supported",
                      {}, "yyyy-MM-dd HH:mm:ss.SSS are the usual ones");
    }
    out += conversion;
    i += count;
  }
  return out;
}

}  // namespace lakebolt
