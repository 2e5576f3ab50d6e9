#include "function/scalar/text/charset.h"

#include <cstdint>
#include <optional>

#include "base/ascii.h"
#include "base/utf8.h"

namespace lakebolt {

namespace {

constexpr uint32_t kReplacement = 0xFFFD;
constexpr std::string_view kReplacementText = "\xEF\xBF\xBD";

/// Says how a character set writes code points: in units of some bytes.
struct Charset {
  int unit = 1;            // bytes
  uint32_t largest = 127;  // code point of the sets of one byte
  bool little = false;
  bool marked = false;  // begins with a byte order mark
  bool utf8 = false;
};

std::optional<Charset> Find(std::string_view name) {
  std::string lower = AsciiLower(name);
  if (lower == "utf-8" || lower == "utf8") return Charset{1, 0, false, false, true};
  if (lower == "us-ascii" || lower == "ascii") return Charset{1, 0x7F, false, false, false};
  if (lower == "iso-8859-1" || lower == "latin1") return Charset{1, 0xFF, false, false, false};
  if (lower == "utf-16be") return Charset{2, 0, false, false, false};
  if (lower == "utf-16le") return Charset{2, 0, true, false, false};
  if (lower == "utf-16") return Charset{2, 0, false, true, false};
  if (lower == "utf-32") return Charset{4, 0, false, false, false};
  return std::nullopt;
}

void AppendUnit(uint32_t value, const Charset& set, std::string& out) {
  for (int i = 0; i < set.unit; ++i) {
    out += static_cast<char>(value >> (8 * (set.little ? i : set.unit - 1 - i)));
  }
}

uint32_t ReadUnit(std::string_view bytes, const Charset& set) {
  uint32_t value = 0;
  for (int i = 0; i < set.unit; ++i) {
    const auto byte =
        static_cast<unsigned char>(bytes[static_cast<size_t>(set.little ? set.unit - 1 - i : i)]);
    value = value << 8 | byte;
  }
  return value;
}

}  // namespace

std::string RepairedUtf8(std::string_view text, std::string_view filler) {
  std::string out;
  while (!text.empty()) {
    uint32_t code = 0;
    const size_t length = DecodeUtf8(text.data(), text.data() + text.size(), code);
    out += length == 0 ? filler : text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

bool AppendInCharset(std::string_view text, std::string_view charset, std::string& out) {
  const auto set = Find(charset);
  if (!set) return false;
  if (set->utf8) {
    out += text;
    return true;
  }
  if (set->marked) AppendUnit(0xFEFF, *set, out);
  while (!text.empty()) {
    uint32_t code = 0;
    const size_t length = DecodeUtf8(text.data(), text.data() + text.size(), code);
    if (length == 0) code = kReplacement;
    text.remove_prefix(length == 0 ? 1 : length);
    if (set->unit == 1) {
      out += code <= set->largest ? static_cast<char>(code) : '?';
    } else if (set->unit == 2 && code > 0xFFFF) {
      AppendUnit(0xD800 + ((code - 0x10000) >> 10), *set, out);
      AppendUnit(0xDC00 + ((code - 0x10000) & 0x3FF), *set, out);
    } else {
      AppendUnit(code, *set, out);
    }
  }
  return true;
}

bool AppendFromCharset(std::string_view bytes, std::string_view charset, std::string& out) {
  auto set = Find(charset);
  if (!set) return false;
  if (set->utf8) {
    out += RepairedUtf8(bytes, kReplacementText);
    return true;
  }
  const auto unit = static_cast<size_t>(set->unit);
  if (set->marked && bytes.size() >= 2) {
    const uint32_t mark = ReadUnit(bytes, *set);
    set->little = mark == 0xFFFE;
    if (mark == 0xFEFF || mark == 0xFFFE) bytes.remove_prefix(2);
  }
  while (bytes.size() >= unit) {
    uint32_t code = ReadUnit(bytes, *set);
    bytes.remove_prefix(unit);
    if (unit == 1 && code > set->largest) code = kReplacement;
    if (unit == 2 && IsHighSurrogate(code) && bytes.size() >= 2) {
      const uint32_t low = ReadUnit(bytes, *set);
      if (IsLowSurrogate(low)) {
        code = JoinSurrogates(code, low);
        bytes.remove_prefix(2);
      }
    }
    AppendUtf8(IsScalarValue(code) ? code : kReplacement, out);
  }
  if (!bytes.empty()) out += kReplacementText;
  return true;
}

}  // namespace lakebolt
