#pragma once

#include <string_view>

#include "format/json/block_reader.h"

namespace lakebolt::json_format {

/// Steps through the values of a block.
class RecordCursor {
 public:
  RecordCursor() = default;
  RecordCursor(Block block, JsonFormat format)
      : block_(std::move(block)), is_lines_(format == JsonFormat::kLines), at_(block_.begin) {}

  /// Moves to the next value; false at the end. Empty lines are none.
  bool Next();
  std::string_view text() const { return text_; }
  /// Returns what the texts lie in.
  const BufferPtr& bytes() const { return block_.bytes; }
  /// Returns where the value begins in the text of the file.
  uint64_t offset() const {
    return block_.offset + static_cast<uint64_t>(text_.data() - block_.begin);
  }

 private:
  Block block_;
  bool is_lines_ = true;
  const char* at_ = nullptr;  // of lines
  size_t next_ = 0;           // of values
  std::string_view text_;
};

/// Throws kCorruptData for a text that is no JSON at a byte of a file.
[[noreturn]] void ThrowMalformed(const std::string& path, const JsonOptions& options,
                                 uint64_t offset, const std::string& reason);

/// Says where a byte of a file's text stands: "line 7 of "path"".
std::string PlaceOf(const std::string& path, const JsonOptions& options, uint64_t offset);

}  // namespace lakebolt::json_format
