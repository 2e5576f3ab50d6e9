#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace lakebolt {

/// Gives the text of a file from the beginning, decompressed and as UTF-8 without its mark.
class TextSource {
 public:
  virtual ~TextSource() = default;

  /// Reads up to `most` bytes; 0 at the end. Throws kIo, kCorruptData.
  virtual size_t Read(char* out, size_t most) = 0;

  /// Returns the bytes of the file taken so far.
  virtual uint64_t BytesTaken() const = 0;
};

/// Opens a file. `compression` is "auto" (by the suffix), "none", "gzip" or "zstd"; `encoding` is
/// "utf-8" (which a file that begins with the mark of UTF-16 is not), "latin-1" or "utf-16".
std::unique_ptr<TextSource> OpenText(const std::string& path, const std::string& compression,
                                     const std::string& encoding);

/// Counts the ends of lines in a text: "\n", "\r\n" and "\r". `before` is the byte before it.
uint64_t CountLineEnds(std::string_view text, char before = '\0');

/// Counts the lines that end within the first `offset` bytes of a text, from its beginning. Lines
/// end with "\n", "\r\n" or "\r".
uint64_t LinesBefore(TextSource& source, uint64_t offset);

}  // namespace lakebolt
