#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/buffer.h"
#include "format/csv/layout.h"
#include "format/csv/tokenizer.h"
#include "format/text_source.h"

namespace lakebolt::csv {

/// Is some whole records of a file.
struct Block {
  BufferPtr bytes;
  const char* begin = nullptr;
  const char* end = nullptr;
  uint64_t offset = 0;      // of `begin` in the text of the file
  uint64_t index = 0;       // among the blocks of the file; the first begins with a record
  uint64_t first_line = 1;  // of `begin`, where lines are counted
};

/// Cuts the text of one file into blocks that workers parse side by side. Only where records end is
/// found out here, one block after the other.
class BlockReader {
 public:
  /// Begins behind the lines that the layout skips. `max_record` bounds the bytes of a record;
  /// `counts_lines` says whether somebody asks for lines by number.
  BlockReader(std::string path, std::unique_ptr<TextSource> source, const Layout& layout,
              uint64_t block_bytes, uint64_t max_record, bool counts_lines);

  /// Returns the next block, or nothing at the end. Throws kCorruptData for records too long.
  std::optional<Block> Next();

  /// Returns the bytes of the file taken so far.
  uint64_t BytesTaken() const { return source_->BytesTaken(); }

 private:
  /// Reads until `buffer` is full; returns the bytes in it.
  size_t Fill(char* buffer, size_t held, size_t capacity);
  void CountLines(const char* begin, const char* end);
  /// Steps over the lines that are skipped and, so that the header stands in the first block, over
  /// comments and empty lines before the first record.
  const char* SkipLines(const char* begin, const char* end);

  std::string path_;
  std::unique_ptr<TextSource> source_;
  Tokenizer tokenizer_;
  uint64_t skip_lines_;
  bool skips_empty_lines_;
  uint64_t block_bytes_;
  uint64_t max_record_;
  std::string carried_;  // the beginning of a record
  uint64_t offset_ = 0;  // of the next block
  uint64_t blocks_ = 0;
  bool counts_lines_;
  uint64_t line_ = 1;  // of the next block
  bool ended_ = false;
};

}  // namespace lakebolt::csv
