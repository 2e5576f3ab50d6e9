#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace lakebolt {

// Walking over UTF-8 text by code point. Bytes that are not UTF-8 count as one character each.

/// Returns the bytes of the character that begins with `lead`.
inline uint32_t Utf8Length(char lead) {
  const auto byte = static_cast<unsigned char>(lead);
  if (byte < 0xC0) return 1;
  if (byte < 0xE0) return 2;
  return byte < 0xF0 ? 3 : 4;
}

/// Tells whether a byte is not the first of a character.
inline bool IsUtf8Continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

/// Tells whether a byte is the first of a character of several bytes.
inline bool IsUtf8Lead(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0xC0;
}

/// Counts the characters: the bytes that do not continue one.
inline int64_t CountCharacters(std::string_view text) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  auto count = static_cast<int64_t>(text.size());
  size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    uint64_t word;
    std::memcpy(&word, text.data() + at, 8);
    const uint64_t continued = word >> 7 & ~(word >> 6) & kOnes;  // a bit a byte
    count -= static_cast<int64_t>(continued * kOnes >> 56);
  }
  for (; at < text.size(); ++at) count -= IsUtf8Continuation(text[at]) ? 1 : 0;
  return count;
}

/// Returns where the character number `characters` (from 0) begins, or the size.
inline size_t CharacterOffset(std::string_view text, int64_t characters) {
  size_t at = 0;
  while (characters > 0 && at < text.size()) {
    at += Utf8Length(text[at]);
    --characters;
  }
  return at < text.size() ? at : text.size();
}

/// Returns the longest beginning of at most `bytes` that cuts no character.
inline std::string_view CutUtf8(std::string_view text, size_t bytes) {
  if (text.size() <= bytes) return text;
  constexpr size_t kMostTail = 3;  // bytes that continue a character
  const size_t least = bytes - (bytes < kMostTail ? bytes : kMostTail);
  while (bytes > least && IsUtf8Continuation(text[bytes])) --bytes;
  return text.substr(0, bytes);
}

// Code points.

/// Tells whether a number is a code point that text may hold: no surrogate.
inline bool IsScalarValue(uint32_t code) {
  return code < 0xD800 || (code >= 0xE000 && code <= 0x10FFFF);
}
inline bool IsHighSurrogate(uint32_t code) {
  return code >= 0xD800 && code < 0xDC00;
}
inline bool IsLowSurrogate(uint32_t code) {
  return code >= 0xDC00 && code < 0xE000;
}
/// Returns the code point that two surrogates of UTF-16 stand for.
inline uint32_t JoinSurrogates(uint32_t high, uint32_t low) {
  return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

/// Reads the character at `at`, which is before `end`. Returns its bytes, or 0 where what stands
/// there is not well formed: cut off, longer than needed, or no scalar value.
inline size_t DecodeUtf8(const char* at, const char* end, uint32_t& code) {
  const auto lead = static_cast<unsigned char>(*at);
  if (lead < 0x80) {
    code = lead;
    return 1;
  }
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const uint32_t length = Utf8Length(*at);
  if (end - at < static_cast<ptrdiff_t>(length)) return 0;
  uint32_t read = lead & (0xFFU >> (length + 1));
  for (uint32_t i = 1; i < length; ++i) {
    if (!IsUtf8Continuation(at[i])) return 0;
    read = read << 6 | (static_cast<unsigned char>(at[i]) & 0x3FU);
  }
  constexpr uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (read < kSmallest[length] || !IsScalarValue(read)) return 0;
  code = read;
  return length;
}

/// Writes a code point of at most 0x10FFFF; returns its bytes, up to 4.
inline size_t EncodeUtf8(uint32_t code, char* out) {
  const auto tail = [&](uint32_t shift) {
    return static_cast<char>(0x80U | (code >> shift & 0x3FU));
  };
  if (code < 0x80) {
    out[0] = static_cast<char>(code);
    return 1;
  }
  if (code < 0x800) {
    out[0] = static_cast<char>(0xC0U | code >> 6);
    out[1] = tail(0);
    return 2;
  }
  if (code < 0x10000) {
    out[0] = static_cast<char>(0xE0U | code >> 12);
    out[1] = tail(6);
    out[2] = tail(0);
    return 3;
  }
  out[0] = static_cast<char>(0xF0U | code >> 18);
  out[1] = tail(12);
  out[2] = tail(6);
  out[3] = tail(0);
  return 4;
}

/// Appends a code point of at most 0x10FFFF.
inline void AppendUtf8(uint32_t code, std::string& out) {
  char bytes[4];
  out.append(bytes, EncodeUtf8(code, bytes));
}

/// Returns the bytes of the longest beginning of a text that is well formed.
size_t WellFormedUtf8(std::string_view text);

/// Tells whether bytes are UTF-8.
bool IsUtf8(std::string_view text);

/// Tells whether all bytes are ASCII.
bool IsAscii(std::string_view text);

/// Returns the text with a replacement character for each byte that is not UTF-8.
std::string MadeUtf8(std::string text);

}  // namespace lakebolt
