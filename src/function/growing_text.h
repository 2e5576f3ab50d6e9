#pragma once

#include <cstdint>
#include <string_view>

#include "base/growing_array.h"

namespace lakebolt {

/// Puts together a text that may become much longer than what it is made of: `replace`, `lpad`.
/// What it grows to is taken from the memory of the evaluation before it is there, and it looks at
/// cancellation as it grows.
class GrowingText {
 public:
  void Append(std::string_view piece) {
    if (piece.size() > bytes_.capacity() - bytes_.size()) CheckLength(piece.size());
    bytes_.Append(piece.data(), piece.size());
  }
  void Append(char byte) { bytes_.Add(byte); }
  /// Adds room for `size` bytes, to be written by the caller.
  char* Extend(size_t size) {
    if (size > bytes_.capacity() - bytes_.size()) CheckLength(size);
    return bytes_.Extend(size);
  }

  /// Makes sure of room for a text of at least `size` bytes.
  void Reserve(size_t size) {
    if (size > bytes_.size()) CheckLength(size - bytes_.size());
    bytes_.Reserve(size);
  }
  void Clear() { bytes_.Clear(); }

  /// Never points to null: what copies the bytes of texts may not be given that, not even for none.
  std::string_view view() const {
    return bytes_.empty() ? std::string_view("") : std::string_view(bytes_.data(), bytes_.size());
  }

 private:
  /// Throws kOutOfRange where `more` bytes lead past 2 GiB.
  void CheckLength(size_t more) const;

  GrowingArray<char> bytes_;
};

}  // namespace lakebolt
