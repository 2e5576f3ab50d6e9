#include "format/parquet/write/bounds_tracker.h"

#include "base/utf8.h"

namespace lakebolt::parquet_format {

namespace {

/// Makes the last character of a text the next one that text may hold; false where it is the last.
bool IncrementCharacter(std::string& text) {
  size_t begin = text.size() - 1;
  while (begin > 0 && IsUtf8Continuation(text[begin])) --begin;
  uint32_t code = 0;
  const char* const end = text.data() + text.size();
  if (DecodeUtf8(text.data() + begin, end, code) != text.size() - begin) return false;
  do {
    ++code;
  } while (IsHighSurrogate(code) || IsLowSurrogate(code));
  if (!IsScalarValue(code)) return false;
  text.resize(begin);
  AppendUtf8(code, text);
  return true;
}

bool IncrementByte(std::string& bytes) {
  const auto last = static_cast<uint8_t>(bytes.back());
  bytes.back() = static_cast<char>(last + 1);
  return last < UINT8_MAX;
}

/// Removes the last character of a text, or the last byte.
void RemoveLast(std::string& bytes, bool is_text) {
  while (is_text && bytes.size() > 1 && IsUtf8Continuation(bytes.back())) bytes.pop_back();
  bytes.pop_back();
}

}  // namespace

std::string TruncateMin(std::string_view bytes, size_t most, bool is_text) {
  if (bytes.size() <= most) return std::string(bytes);
  while (is_text && most > 0 && IsUtf8Continuation(bytes[most])) --most;
  return std::string(bytes.substr(0, most));
}

std::optional<std::string> TruncateMax(std::string_view bytes, size_t most, bool is_text) {
  std::string out = TruncateMin(bytes, most, is_text);
  if (out.size() == bytes.size()) return out;
  for (; !out.empty(); RemoveLast(out, is_text)) {
    if (is_text ? IncrementCharacter(out) : IncrementByte(out)) return out;
  }
  return std::nullopt;
}

}  // namespace lakebolt::parquet_format
