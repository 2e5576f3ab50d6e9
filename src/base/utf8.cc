#include "base/utf8.h"

namespace lakebolt {

namespace {

/// Returns how many of the bytes are ASCII before the first that is not, at least: whole words.
size_t AsciiWords(const char* at, size_t size) {
  constexpr uint64_t kHighBits = 0x8080808080808080;
  constexpr size_t kAtOnce = 64;
  size_t done = 0;
  for (; done + kAtOnce <= size; done += kAtOnce) {
    uint64_t words[kAtOnce / 8];
    std::memcpy(words, at + done, kAtOnce);
    uint64_t all = 0;
    for (const uint64_t word : words) all |= word;
    if ((all & kHighBits) != 0) break;
  }
  for (; done + 8 <= size; done += 8) {
    uint64_t word;
    std::memcpy(&word, at + done, 8);
    if ((word & kHighBits) != 0) break;
  }
  return done;
}

}  // namespace

size_t WellFormedUtf8(std::string_view text) {
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  const char* at = begin;
  while (at != end) {
    at += AsciiWords(at, static_cast<size_t>(end - at));
    // Scripts other than Latin come in runs: the next word is looked at one character at a time.
    for (const char* const word_end = end - at > 8 ? at + 8 : end; at < word_end;) {
      uint32_t code = 0;
      const size_t length = DecodeUtf8(at, end, code);
      if (length == 0) return static_cast<size_t>(at - begin);
      at += length;
    }
  }
  return text.size();
}

}  // namespace lakebolt
