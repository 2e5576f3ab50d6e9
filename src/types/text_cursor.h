#pragma once

#include <cstdint>
#include <string_view>

#include "types/calendar.h"

namespace lakebolt {

/// Walks over text; every Take returns whether it took something.
class TextCursor {
 public:
  explicit TextCursor(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  bool AtEnd() const { return at_ == end_; }
  char Peek() const { return at_ == end_ ? '\0' : *at_; }
  void Skip() { ++at_; }
  void SkipBlanks() {
    while (at_ != end_ && (*at_ == ' ' || (*at_ >= '\t' && *at_ <= '\r'))) ++at_;
  }
  bool Take(char c) {
    if (Peek() != c || at_ == end_) return false;
    ++at_;
    return true;
  }
  bool TakeWord(std::string_view word) {
    if (static_cast<size_t>(end_ - at_) < word.size()) return false;
    for (size_t i = 0; i < word.size(); ++i) {
      if ((at_[i] | 0x20) != (word[i] | 0x20)) return false;
    }
    at_ += word.size();
    return true;
  }
  /// Takes 1 to `most` digits.
  bool TakeNumber(int most, int64_t& value) {
    value = 0;
    int n = 0;
    while (n < most && PeekDigit()) {
      value = value * 10 + (*at_++ - '0');
      ++n;
    }
    return n > 0 && !(n == most && PeekDigit());
  }
  bool PeekDigit() const { return at_ != end_ && *at_ >= '0' && *at_ <= '9'; }
  /// Takes exactly two digits.
  bool TakeTwoDigits(int64_t& value) {
    if (end_ - at_ < 2 || !PeekDigit() || at_[1] < '0' || at_[1] > '9') return false;
    value = (at_[0] - '0') * 10 + (at_[1] - '0');
    at_ += 2;
    return true;
  }
  std::string_view TakeUntilBlank() {
    const char* begin = at_;
    while (at_ != end_ && *at_ != ' ' && !(*at_ >= '\t' && *at_ <= '\r')) ++at_;
    return {begin, static_cast<size_t>(at_ - begin)};
  }
  std::string_view TakeLetters() {
    const char* begin = at_;
    while (at_ != end_ && (((*at_ | 0x20) >= 'a' && (*at_ | 0x20) <= 'z'))) ++at_;
    return {begin, static_cast<size_t>(at_ - begin)};
  }
  std::string_view Rest() const { return {at_, static_cast<size_t>(end_ - at_)}; }

 private:
  const char* at_;
  const char* end_;
};

/// Takes the digits after a point as nanoseconds; those beyond nine are dropped.
inline bool TakeFraction(TextCursor& cursor, int64_t& nanos) {
  nanos = 0;
  int64_t digit = kNanosPerSecond / 10;
  bool any = false;
  while (cursor.PeekDigit()) {
    nanos += (cursor.Peek() - '0') * digit;
    digit /= 10;
    cursor.Skip();
    any = true;
  }
  return any;
}

}  // namespace lakebolt
