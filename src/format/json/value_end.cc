#include "format/json/value_end.h"

#include <array>
#include <cstdint>
#include <cstring>

namespace lakebolt::json_format {

namespace {

enum class Mark : uint8_t { kNone, kQuote, kOpen, kClose };

constexpr std::array<Mark, 256> kMarks = [] {
  std::array<Mark, 256> marks{};
  marks['"'] = Mark::kQuote;
  marks['{'] = marks['['] = Mark::kOpen;
  marks['}'] = marks[']'] = Mark::kClose;
  return marks;
}();

bool IsBlank(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/// Returns what follows the text whose opening quote stands before `at`; null without an end.
const char* EndOfText(const char* at, const char* end) {
  while (at != end) {
    const auto* quote =
        static_cast<const char*>(std::memchr(at, '"', static_cast<size_t>(end - at)));
    if (quote == nullptr) return nullptr;
    const char* before = quote;
    while (before != at && before[-1] == '\\') --before;
    at = quote + 1;
    if ((quote - before) % 2 == 0) return at;
  }
  return nullptr;
}

}  // namespace

const char* SkipBlanks(const char* at, const char* end) {
  while (at != end && IsBlank(*at)) ++at;
  return at;
}

const char* EndOfValue(const char* at, const char* end) {
  uint64_t depth = 0;
  const char* const begin = at;
  while (at != end) {
    switch (kMarks[static_cast<uint8_t>(*at++)]) {
      case Mark::kQuote:
        at = EndOfText(at, end);
        if (at == nullptr || depth == 0) return at;
        break;
      case Mark::kOpen: ++depth; break;
      case Mark::kClose:
        if (depth <= 1) return depth == 0 && at - 1 != begin ? at - 1 : at;
        --depth;
        break;
      case Mark::kNone:
        // A number or a word ends where something else begins.
        if (depth == 0 && (IsBlank(at[-1]) || at[-1] == ',') && at - 1 != begin) return at - 1;
        break;
    }
  }
  return nullptr;
}

}  // namespace lakebolt::json_format
