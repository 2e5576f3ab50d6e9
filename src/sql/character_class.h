#pragma once

namespace lakebolt::sql {

// What bytes may be in tokens, by PostgreSQL's lexical rules.

inline bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

inline bool IsAsciiSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

inline bool IsIdentifierStart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

inline bool IsIdentifierPart(char c) {
  return IsIdentifierStart(c) || IsDigit(c) || c == '$';
}

}  // namespace lakebolt::sql
