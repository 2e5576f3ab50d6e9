#pragma once

#include <cstdint>
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

/// Counts the characters: the bytes that do not continue one.
inline int64_t CountCharacters(std::string_view text) {
  int64_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
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

}  // namespace lakebolt
