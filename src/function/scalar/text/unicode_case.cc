#include "function/scalar/text/unicode_case.h"

#include <utf8proc.h>

#include <cstdint>
#include <cstring>

#include "base/cancellation_scope.h"

namespace lakebolt {

namespace {

/// Changes the case of letters from `first` on by `shift` in what of a text precedes the first byte
/// that is not ASCII; returns how much that is. Eight bytes a time, as words.
size_t AppendAscii(std::string_view text, std::string& out, char first, int shift) {
  constexpr uint64_t kEach = 0x0101010101010101;
  constexpr uint64_t kHigh = 0x80 * kEach;
  const size_t begin = out.size();
  out.resize(begin + text.size());
  char* to = out.data() + begin;
  size_t at = 0;
  CancellationPoll poll;
  for (; at + 8 <= text.size(); at += 8) {
    poll.Spend(1);
    uint64_t word;
    std::memcpy(&word, text.data() + at, 8);
    if ((word & kHigh) != 0) break;
    // Of bytes below 0x80, the high bit says whether first <= byte, and whether byte > last.
    const uint64_t from = word + (0x80 - static_cast<uint64_t>(first)) * kEach;
    const uint64_t past = word + (0x80 - static_cast<uint64_t>(first) - 26) * kEach;
    const uint64_t letters = (from & ~past & kHigh) >> 2;  // 0x20 where there is a letter
    word = shift > 0 ? word + letters : word - letters;
    std::memcpy(to + at, &word, 8);
  }
  for (; at < text.size() && static_cast<unsigned char>(text[at]) < 0x80; ++at) {
    const bool letter = text[at] >= first && text[at] < first + 26;
    to[at] = static_cast<char>(text[at] + (letter ? shift : 0));
  }
  out.resize(begin + at);
  return at;
}

template <typename MapAscii, typename MapCodePoint>
void AppendMapped(std::string_view text, std::string& out, MapAscii ascii, MapCodePoint map) {
  size_t at = 0;
  constexpr uint64_t kNanosPerCharacter = 2;
  CancellationPoll poll;
  while (at < text.size()) {
    poll.Spend(kNanosPerCharacter);
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
  text.remove_prefix(AppendAscii(text, out, 'a', -32));
  AppendMapped(
      text, out, [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; },
      [](utf8proc_int32_t c) { return utf8proc_toupper(c); });
}

void AppendLower(std::string_view text, std::string& out) {
  text.remove_prefix(AppendAscii(text, out, 'A', 32));
  AppendMapped(
      text, out, [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; },
      [](utf8proc_int32_t c) { return utf8proc_tolower(c); });
}

}  // namespace lakebolt
