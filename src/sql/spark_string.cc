#include "sql/spark_string.h"

#include <charconv>
#include <optional>

#include "base/utf8.h"

namespace lakebolt::sql {

namespace {

/// Reads exactly `count` digits of `base` at the start of `text`.
std::optional<uint32_t> ReadDigits(std::string_view text, size_t count, int base) {
  if (text.size() < count) return std::nullopt;
  uint32_t value = 0;
  const char* end = text.data() + count;
  const auto [stop, error] = std::from_chars(text.data(), end, value, base);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

/// Reads \u and four hex digits, or two of these that are a pair of surrogates; returns how much
/// was read. Half a pair becomes '?', as where Java writes such text as UTF-8.
size_t AppendShortCodePoint(std::string_view text, std::string& out) {
  constexpr size_t kWidth = 6;
  const auto high = ReadDigits(text.substr(2), 4, 16);
  if (!high) return 0;
  uint32_t code = *high;
  size_t read = kWidth;
  if (IsHighSurrogate(code) && text.substr(kWidth, 2) == "\\u") {
    if (const auto low = ReadDigits(text.substr(kWidth + 2), 4, 16)) {
      if (IsLowSurrogate(*low)) {
        code = JoinSurrogates(code, *low);
        read += kWidth;
      }
    }
  }
  AppendUtf8(IsScalarValue(code) ? code : '?', out);
  return read;
}

char SimpleEscape(char letter) {
  switch (letter) {
    case '0': return '\0';
    case 'b': return '\b';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'Z': return '\x1A';
    default: return letter;
  }
}

/// Appends what the escape at the start of `text` means and returns its length.
size_t AppendEscape(std::string_view text, std::string& out) {
  const char letter = text[1];
  if (letter == 'u') {
    if (const size_t read = AppendShortCodePoint(text, out)) return read;
  }
  if (letter == 'U') {
    const auto code = ReadDigits(text.substr(2), 8, 16);
    if (code && IsScalarValue(*code)) {
      AppendUtf8(*code, out);
      return 10;
    }
  }
  if (letter == '0' || letter == '1') {
    if (const auto code = ReadDigits(text.substr(1), 3, 8)) {
      AppendUtf8(*code, out);
      return 4;
    }
  }
  if (letter == '%' || letter == '_') out += '\\';
  out += SimpleEscape(letter);
  return 2;
}

}  // namespace

std::string DecodeSparkString(std::string_view body, char quote) {
  std::string out;
  out.reserve(body.size());
  for (size_t i = 0; i < body.size();) {
    if (body[i] == '\\' && i + 1 < body.size()) {
      i += AppendEscape(body.substr(i), out);
    } else {
      out += body[i];
      i += body[i] == quote ? 2 : 1;
    }
  }
  return out;
}

}  // namespace lakebolt::sql
