#include "cli/format/text_width.h"

#include <utf8proc.h>

namespace lakebolt {

namespace {

/// Decodes the character at `text[*at]` and steps past it; malformed bytes count one cell each.
int NextWidth(std::string_view text, size_t* at) {
  const auto first = static_cast<unsigned char>(text[*at]);
  if (first < 0x80) {
    ++*at;
    return 1;
  }
  utf8proc_int32_t character = 0;
  const auto length =
      utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + *at),
                       static_cast<utf8proc_ssize_t>(text.size() - *at), &character);
  if (length <= 0) {
    ++*at;
    return 1;
  }
  *at += static_cast<size_t>(length);
  return utf8proc_charwidth(character);
}

}  // namespace

int TextWidth(std::string_view text) {
  int width = 0;
  for (size_t at = 0; at < text.size();) width += NextWidth(text, &at);
  return width;
}

std::string CutToWidth(std::string_view text, int width) {
  int used = 0;
  size_t keep = 0;  // bytes that leave one cell for the ellipsis
  for (size_t at = 0; at < text.size();) {
    used += NextWidth(text, &at);
    if (used <= width - 1) keep = at;
    if (used > width) return std::string(text.substr(0, keep)) + "…";
  }
  return std::string(text);
}

std::string OneLine(std::string_view text) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n')
      out += "\\n";
    else if (c == '\r')
      out += "\\r";
    else if (c == '\t')
      out += "\\t";
    else if (byte < 0x20 || byte == 0x7f)
      (out += "\\x") += {kHex[byte >> 4], kHex[byte & 15]};
    else
      out += c;
  }
  return out;
}

std::string Pad(std::string_view text, int width, int align) {
  const int spare = width - TextWidth(text);
  if (spare <= 0) return std::string(text);
  const int left = align < 0 ? 0 : align > 0 ? spare : spare / 2;
  return std::string(left, ' ') + std::string(text) + std::string(spare - left, ' ');
}

}  // namespace lakebolt
