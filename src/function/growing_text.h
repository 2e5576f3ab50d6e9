#pragma once

#include <string>
#include <string_view>

namespace lakebolt {

/// Puts together a text that may become much longer than what it is made of: `replace`, `lpad`.
/// What it grows to is taken from the memory of the evaluation before it is there.
class GrowingText {
 public:
  void Append(std::string_view piece) {
    if (piece.size() > text_.capacity() - text_.size()) Grow(piece.size());
    text_.append(piece);
  }

  /// Makes sure of room for a text of at least `size` bytes.
  void Reserve(size_t size) {
    if (size > text_.capacity()) Grow(size - text_.size());
  }

  std::string_view view() const { return text_; }

 private:
  /// Makes room for `more` bytes, at least; throws kOutOfRange past 2 GiB and kOutOfMemory.
  void Grow(size_t more);

  std::string text_;
};

}  // namespace lakebolt
