#include "sql/utf8_scan.h"

#include "base/utf8.h"

namespace lakebolt::sql {

size_t UnicodeSpaceWidth(std::string_view text, size_t position) {
  if (position >= text.size() || static_cast<unsigned char>(text[position]) < 0x80) return 0;
  uint32_t code_point = 0;
  const size_t width = DecodeUtf8(text.data() + position, text.data() + text.size(), code_point);
  const bool space = code_point == 0x85 || code_point == 0xA0 || code_point == 0x1680 ||
                     (code_point >= 0x2000 && code_point <= 0x200B) || code_point == 0x2028 ||
                     code_point == 0x2029 || code_point == 0x202F || code_point == 0x205F ||
                     code_point == 0x3000 || code_point == 0xFEFF;
  return space ? width : 0;
}

bool IsCurlyQuote(std::string_view text, size_t position) {
  uint32_t code_point = 0;
  DecodeUtf8(text.data() + position, text.data() + text.size(), code_point);
  return code_point == 0x2018 || code_point == 0x2019 || code_point == 0x201C ||
         code_point == 0x201D;
}

}  // namespace lakebolt::sql
