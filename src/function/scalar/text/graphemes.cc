#include "function/scalar/text/graphemes.h"

#include <utf8proc.h>

#include "base/cancellation_scope.h"

namespace lakebolt {

namespace {

constexpr uint64_t kNanosPerCharacter = 10;

/// Reads a code point; bytes that are not UTF-8 are one character each.
size_t Read(std::string_view text, utf8proc_int32_t& code_point) {
  const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                       static_cast<utf8proc_ssize_t>(text.size()), &code_point);
  if (length > 0) return static_cast<size_t>(length);
  code_point = 0xFFFD;
  return 1;
}

bool IsPlain(char c) {
  return static_cast<unsigned char>(c) < 0x80 && c != '\r';
}

}  // namespace

size_t GraphemeLength(std::string_view text) {
  // ASCII before ASCII always ends a cluster (but for CR LF).
  if (IsPlain(text[0]) && (text.size() == 1 || static_cast<unsigned char>(text[1]) < 0x80)) {
    return 1;
  }
  utf8proc_int32_t before = 0;
  utf8proc_int32_t state = 0;
  size_t at = Read(text, before);
  CancellationPoll poll;  // any number of accents may follow
  while (at < text.size()) {
    poll.Spend(kNanosPerCharacter);
    utf8proc_int32_t next = 0;
    const size_t length = Read(text.substr(at), next);
    if (utf8proc_grapheme_break_stateful(before, next, &state)) break;
    before = next;
    at += length;
  }
  return at;
}

int64_t CountGraphemes(std::string_view text) {
  int64_t count = 0;
  CancellationPoll poll;
  for (; !text.empty(); ++count) {
    poll.Spend(kNanosPerCharacter);
    text.remove_prefix(GraphemeLength(text));
  }
  return count;
}

size_t GraphemeOffset(std::string_view text, int64_t graphemes) {
  size_t at = 0;
  CancellationPoll poll;
  for (; graphemes > 0 && at < text.size(); --graphemes) {
    poll.Spend(kNanosPerCharacter);
    at += GraphemeLength(text.substr(at));
  }
  return at;
}

}  // namespace lakebolt
