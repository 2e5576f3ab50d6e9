#include "function/scalar/bytes/base64.h"

#include <array>
#include <cstdint>

#include "base/error.h"

namespace lakebolt {

namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr uint8_t kNoDigit = 255;

constexpr std::array<uint8_t, 256> kValues = [] {
  std::array<uint8_t, 256> values{};
  for (uint8_t& value : values) value = kNoDigit;
  for (size_t i = 0; i < kDigits.size(); ++i) {
    values[static_cast<unsigned char>(kDigits[i])] = static_cast<uint8_t>(i);
  }
  return values;
}();

[[noreturn]] void Fail(std::string_view text, const std::string& why) {
  throw UserError(ErrorCode::kInvalidArgument,
                  "\"" + std::string(text) + "\" is not base 64: " + why);
}

uint32_t DigitAt(std::string_view text, size_t i) {
  const uint8_t value = kValues[static_cast<unsigned char>(text[i])];
  if (value == kNoDigit) {
    Fail(text, std::string("character '") + text[i] + "' at position " + std::to_string(i + 1));
  }
  return value;
}

}  // namespace

void AppendBase64(std::string_view bytes, GrowingText& out) {
  const auto byte = [&](size_t i) -> uint32_t {
    return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0;
  };
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const uint32_t word = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
    out.Append(kDigits[word >> 18]);
    out.Append(kDigits[word >> 12 & 63]);
    out.Append(i + 1 < bytes.size() ? kDigits[word >> 6 & 63] : '=');
    out.Append(i + 2 < bytes.size() ? kDigits[word & 63] : '=');
  }
}

void AppendFromBase64(std::string_view text, GrowingText& out) {
  if (text.size() % 4 != 0) Fail(text, "its length is not a multiple of 4");
  for (size_t i = 0; i < text.size(); i += 4) {
    const bool last = i + 4 == text.size();
    const size_t padding = !last || text[i + 3] != '=' ? 0 : text[i + 2] == '=' ? 2 : 1;
    uint32_t word = DigitAt(text, i) << 18 | DigitAt(text, i + 1) << 12;
    if (padding < 2) word |= DigitAt(text, i + 2) << 6;
    if (padding < 1) word |= DigitAt(text, i + 3);
    out.Append(static_cast<char>(word >> 16));
    if (padding < 2) out.Append(static_cast<char>(word >> 8));
    if (padding < 1) out.Append(static_cast<char>(word));
  }
}

}  // namespace lakebolt
