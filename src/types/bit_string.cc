#include "types/bit_string.h"

#include <charconv>

namespace lakebolt {

bool IsBitString(std::string_view text) {
  return text.find_first_not_of("01") == std::string_view::npos;
}

std::optional<std::string> BitsOfHex(std::string_view text) {
  if (text.size() < 2 || (text[0] != 'x' && text[0] != 'X')) return std::nullopt;
  std::string out;
  for (const char c : text.substr(1)) {
    int digit = 0;
    const auto read = std::from_chars(&c, &c + 1, digit, 16);
    if (read.ec != std::errc()) return std::nullopt;
    out += BitsOfNumber(static_cast<uint128_t>(digit), 4);
  }
  return out;
}

std::string BitsOfNumber(uint128_t value, int bits) {
  std::string out(static_cast<size_t>(bits), '0');
  for (int i = 0; i < bits; ++i) {
    if (((value >> i) & 1) != 0) out[static_cast<size_t>(bits - 1 - i)] = '1';
  }
  return out;
}

uint128_t NumberOfBits(std::string_view bits) {
  uint128_t value = 0;
  for (const char c : bits) value = (value << 1) | (c == '1' ? 1 : 0);
  return value;
}

std::string BitsOfBytes(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() * 8);
  for (const char c : bytes) out += BitsOfNumber(static_cast<uint8_t>(c), 8);
  return out;
}

std::string BytesOfBits(std::string_view bits) {
  std::string out;
  size_t at = 0;
  size_t take = bits.size() % 8 == 0 ? 8 : bits.size() % 8;
  while (at < bits.size()) {
    out += static_cast<char>(NumberOfBits(bits.substr(at, take)));
    at += take;
    take = 8;
  }
  return out;
}

}  // namespace lakebolt
