#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace lakebolt {

/// Tells that whoever read our output has gone (a closed pipe): stop quietly.
struct OutputClosed {};

/// Writes text to a file descriptor through a buffer. Throws UserError kIo when a write fails, and
/// OutputClosed when the reader has gone.
class Output {
 public:
  explicit Output(int descriptor) : descriptor_(descriptor) {}
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  void Append(std::string_view text) {
    buffer_.append(text);
    if (buffer_.size() >= kFlushBytes) Flush();
  }
  /// Returns the buffer to append to; call `Settle` after each row.
  std::string& buffer() { return buffer_; }
  /// Writes the buffer out once it is large.
  void Settle() {
    if (buffer_.size() >= kFlushBytes) Flush();
  }
  /// Writes everything out.
  void Flush();

  int descriptor() const { return descriptor_; }

 private:
  static constexpr size_t kFlushBytes = 1 << 16;

  int descriptor_;
  std::string buffer_;
};

}  // namespace lakebolt
