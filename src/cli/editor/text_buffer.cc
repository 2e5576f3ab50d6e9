#include "cli/editor/text_buffer.h"

#include <utf8proc.h>

#include <algorithm>
#include <utility>

#include "cli/format/text_width.h"

namespace lakebolt {

namespace {

constexpr size_t kMostUndoBytes = size_t{16} << 20;

bool IsWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// Decodes the character at `at`; malformed bytes are characters of their own.
utf8proc_int32_t Decode(const std::string& text, size_t at, size_t* length) {
  utf8proc_int32_t character = 0;
  const utf8proc_ssize_t bytes =
      utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at),
                       static_cast<utf8proc_ssize_t>(text.size() - at), &character);
  *length = bytes > 0 ? static_cast<size_t>(bytes) : 1;
  return bytes > 0 ? character : 0xfffd;
}

}  // namespace

size_t TextBuffer::After(size_t at) const {
  if (at >= text_.size()) return text_.size();
  size_t length = 0;
  utf8proc_int32_t character = Decode(text_, at, &length);
  utf8proc_int32_t state = 0;
  for (at += length; at < text_.size(); at += length) {
    const utf8proc_int32_t next = Decode(text_, at, &length);
    if (utf8proc_grapheme_break_stateful(character, next, &state)) break;
    character = next;
  }
  return at;
}

size_t TextBuffer::Before(size_t at) const {
  // Clusters are found from their front: a line's start is the front of one.
  size_t before = LineStart(at);
  if (before == at) return at == 0 ? 0 : at - 1;
  for (size_t next = After(before); next < at; next = After(before)) before = next;
  return before;
}

size_t TextBuffer::LineStart(size_t at) const {
  const size_t newline = at == 0 ? std::string::npos : text_.rfind('\n', at - 1);
  return newline == std::string::npos ? 0 : newline + 1;
}

size_t TextBuffer::LineEnd(size_t at) const {
  return std::min(text_.find('\n', at), text_.size());
}

size_t TextBuffer::WordStart() const {
  size_t at = cursor_;
  while (at > 0 && !IsWordByte(text_[at - 1])) --at;
  while (at > 0 && IsWordByte(text_[at - 1])) --at;
  return at;
}

size_t TextBuffer::WordEnd() const {
  size_t at = cursor_;
  while (at < text_.size() && !IsWordByte(text_[at])) ++at;
  while (at < text_.size() && IsWordByte(text_[at])) ++at;
  return at;
}

void TextBuffer::Set(std::string text) {
  text_ = std::move(text);
  cursor_ = text_.size();
  earlier_.clear();
  earlier_bytes_ = 0;
  typed_to_ = std::string::npos;
}

void TextBuffer::Remember() {
  earlier_.push_back({text_, cursor_});
  earlier_bytes_ += text_.size();
  while (earlier_bytes_ > kMostUndoBytes && earlier_.size() > 1) {
    earlier_bytes_ -= earlier_.front().text.size();
    earlier_.pop_front();
  }
}

void TextBuffer::Replace(size_t begin, size_t end, const std::string& text) {
  if (begin == end && text.empty()) return;
  Remember();
  text_.replace(begin, end - begin, text);
  cursor_ = begin + text.size();
  typed_to_ = std::string::npos;
}

void TextBuffer::Insert(const std::string& text) {
  if (text.empty()) return;
  const bool blank = text[0] == ' ' || text[0] == '\n' || text[0] == '\t';
  if (cursor_ != typed_to_ || blank) Remember();
  text_.insert(cursor_, text);
  cursor_ += text.size();
  typed_to_ = cursor_;
}

void TextBuffer::DeleteBefore() {
  Replace(Before(cursor_), cursor_, "");
}

void TextBuffer::DeleteAfter() {
  Replace(cursor_, After(cursor_), "");
}

void TextBuffer::MoveLeft() {
  cursor_ = Before(cursor_);
}

void TextBuffer::MoveRight() {
  cursor_ = After(cursor_);
}

void TextBuffer::MoveIntoLine(size_t line) {
  const size_t start = LineStart(cursor_);
  const int wanted = TextWidth(std::string_view(text_).substr(start, cursor_ - start));
  const size_t end = LineEnd(line);
  size_t at = line;
  while (at < end && TextWidth(std::string_view(text_).substr(line, at - line)) < wanted) {
    at = After(at);
  }
  cursor_ = at;
}

bool TextBuffer::MoveUp() {
  const size_t start = LineStart(cursor_);
  if (start == 0) return false;
  MoveIntoLine(LineStart(start - 1));
  return true;
}

bool TextBuffer::MoveDown() {
  const size_t end = LineEnd(cursor_);
  if (end == text_.size()) return false;
  MoveIntoLine(end + 1);
  return true;
}

void TextBuffer::KillToLineStart() {
  Kill(LineStart(cursor_), cursor_);
}

void TextBuffer::KillToLineEnd() {
  const size_t end = LineEnd(cursor_);
  // At a line's end, the line feed itself goes.
  Kill(cursor_, end == cursor_ && end < text_.size() ? end + 1 : end);
}

void TextBuffer::Kill(size_t begin, size_t end) {
  if (begin == end) return;
  killed_ = text_.substr(begin, end - begin);
  Replace(begin, end, "");
}

void TextBuffer::Undo() {
  if (earlier_.empty()) return;
  text_ = std::move(earlier_.back().text);
  cursor_ = earlier_.back().cursor;
  earlier_.pop_back();
  earlier_bytes_ -= text_.size();
  typed_to_ = std::string::npos;
}

}  // namespace lakebolt
