#include "format/parquet/write/bounds_tracker.h"

namespace lakebolt::parquet_format {

namespace {

bool ContinuesCharacter(char byte) {
  return (static_cast<uint8_t>(byte) & 0xC0) == 0x80;
}

}  // namespace

std::string ShortenedDown(std::string_view bytes, size_t most, bool is_text) {
  if (bytes.size() <= most) return std::string(bytes);
  while (is_text && most > 0 && ContinuesCharacter(bytes[most])) --most;
  return std::string(bytes.substr(0, most));
}

std::optional<std::string> ShortenedUp(std::string_view bytes, size_t most, bool is_text) {
  if (bytes.size() <= most) return std::nullopt;
  constexpr uint8_t kLastAscii = 0x7E;  // whose successor is ASCII, too
  std::string out = ShortenedDown(bytes, most, is_text);
  // The last byte that can be made greater, and nothing behind it, is greater than all. Of texts
  // only ASCII is changed: other characters would take care to stay characters.
  while (!out.empty()) {
    const auto last = static_cast<uint8_t>(out.back());
    if (last <= kLastAscii || (!is_text && last < UINT8_MAX)) {
      out.back() = static_cast<char>(last + 1);
      return out;
    }
    out.pop_back();
  }
  return std::nullopt;
}

}  // namespace lakebolt::parquet_format
