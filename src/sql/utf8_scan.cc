#include "sql/utf8_scan.h"

namespace lakebolt::sql {

namespace {

constexpr unsigned kLastCodePoint = 0x10FFFF;
constexpr unsigned kFirstSurrogate = 0xD800;
constexpr unsigned kLastSurrogate = 0xDFFF;

struct Decoded {
  unsigned code_point = 0;
  size_t width = 0;  // 0: malformed
};

Decoded Decode(std::string_view text, size_t position) {
  const auto lead = static_cast<unsigned char>(text[position]);
  if (lead < 0x80) return {lead, 1};
  const size_t width = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || position + width > text.size()) return {};
  unsigned code_point = lead & (0xFFU >> (width + 1));
  for (size_t i = 1; i < width; ++i) {
    if (!IsUtf8Continuation(text[position + i])) return {};
    code_point = code_point << 6 | (static_cast<unsigned char>(text[position + i]) & 0x3FU);
  }
  constexpr unsigned kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code_point >= kFirstSurrogate && code_point <= kLastSurrogate;
  if (code_point < kSmallest[width] || code_point > kLastCodePoint || surrogate) return {};
  return {code_point, width};
}

}  // namespace

size_t FindInvalidUtf8(std::string_view text) {
  size_t position = 0;
  while (position < text.size()) {
    if (static_cast<unsigned char>(text[position]) < 0x80) {
      ++position;
      continue;
    }
    const Decoded decoded = Decode(text, position);
    if (decoded.width == 0) return position;
    position += decoded.width;
  }
  return position;
}

size_t UnicodeSpaceWidth(std::string_view text, size_t position) {
  if (position >= text.size() || static_cast<unsigned char>(text[position]) < 0x80) return 0;
  const auto [code_point, width] = Decode(text, position);
  const bool space = code_point == 0x85 || code_point == 0xA0 || code_point == 0x1680 ||
                     (code_point >= 0x2000 && code_point <= 0x200B) || code_point == 0x2028 ||
                     code_point == 0x2029 || code_point == 0x202F || code_point == 0x205F ||
                     code_point == 0x3000 || code_point == 0xFEFF;
  return space ? width : 0;
}

bool IsCurlyQuote(std::string_view text, size_t position) {
  const unsigned code_point = Decode(text, position).code_point;
  return code_point == 0x2018 || code_point == 0x2019 || code_point == 0x201C ||
         code_point == 0x201D;
}

bool AppendUtf8(unsigned code_point, std::string& out) {
  const bool surrogate = code_point >= kFirstSurrogate && code_point <= kLastSurrogate;
  if (code_point == 0 || code_point > kLastCodePoint || surrogate) return false;
  const auto tail = [&](unsigned shift) {
    out += static_cast<char>(0x80U | (code_point >> shift & 0x3FU));
  };
  if (code_point < 0x80) {
    out += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    out += static_cast<char>(0xC0U | code_point >> 6);
    tail(0);
  } else if (code_point < 0x10000) {
    out += static_cast<char>(0xE0U | code_point >> 12);
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0U | code_point >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
  return true;
}

}  // namespace lakebolt::sql
