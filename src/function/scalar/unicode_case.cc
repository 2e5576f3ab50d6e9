#include "function/scalar/unicode_case.h"

#include <utf8proc.h>

namespace lakebolt {

namespace {

template <typename MapAscii, typename MapCodePoint>
void AppendMapped(std::string_view text, std::string& out, MapAscii ascii, MapCodePoint map) {
  size_t at = 0;
  while (at < text.size()) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x80) {
      out += ascii(text[at++]);
      continue;
    }
    utf8proc_int32_t code_point = 0;
    const auto length =
        utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at),
                         static_cast<utf8proc_ssize_t>(text.size() - at), &code_point);
    if (length <= 0) {
      out += text[at++];  // not UTF-8: kept as it is
      continue;
    }
    utf8proc_uint8_t encoded[4];
    const auto written = utf8proc_encode_char(map(code_point), encoded);
    out.append(reinterpret_cast<const char*>(encoded), static_cast<size_t>(written));
    at += static_cast<size_t>(length);
  }
}

}  // namespace

void AppendUpper(std::string_view text, std::string& out) {
  AppendMapped(
      text, out, [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; },
      [](utf8proc_int32_t c) { return utf8proc_toupper(c); });
}

void AppendLower(std::string_view text, std::string& out) {
  AppendMapped(
      text, out, [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; },
      [](utf8proc_int32_t c) { return utf8proc_tolower(c); });
}

}  // namespace lakebolt
