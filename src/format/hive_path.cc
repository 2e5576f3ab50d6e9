#include "format/hive_path.h"

#include <cstdint>

namespace lakebolt {

namespace {

/// Stands for the empty text where that is the whole name of a folder; no other text encodes so.
constexpr std::string_view kEmptyName = "%";

void AppendEscape(char c, std::string& out) {
  constexpr char kHex[] = "0123456789ABCDEF";
  const auto byte = static_cast<uint8_t>(c);
  out += {'%', kHex[byte >> 4], kHex[byte & 15]};
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

}  // namespace

void AppendHiveEncoded(std::string_view text, std::string& out) {
  if (text == kHiveNull) {  // the text, not NULL
    AppendEscape(text[0], out);
    out += text.substr(1);
    return;
  }
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.' || c == '~';
    if (plain) {
      out += c;
    } else {
      AppendEscape(c, out);
    }
  }
}

void AppendFolderEncoded(std::string_view text, std::string& out) {
  if (text.empty()) {
    out += kEmptyName;
  } else if (text[0] == '.') {
    AppendEscape('.', out);
    AppendHiveEncoded(text.substr(1), out);
  } else {
    AppendHiveEncoded(text, out);
  }
}

std::string HiveDecoded(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool is_escape = text[i] == '%' && i + 2 < text.size() && HexDigit(text[i + 1]) >= 0 &&
                           HexDigit(text[i + 2]) >= 0;
    if (is_escape) {
      out += static_cast<char>(HexDigit(text[i + 1]) * 16 + HexDigit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string FolderDecoded(std::string_view text) {
  return text == kEmptyName ? "" : HiveDecoded(text);
}

}  // namespace lakebolt
