#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/buffer.h"
#include "format/json/options.h"
#include "format/text_source.h"

namespace lakebolt::json_format {

/// Is some whole values of a file.
struct Block {
  BufferPtr bytes;
  const char* begin = nullptr;
  const char* end = nullptr;
  uint64_t offset = 0;  // of `begin` in the text of the file
  /// Where values begin and end, from `begin` on; of lines nothing, a worker finds these itself.
  std::vector<std::pair<uint32_t, uint32_t>> values;
};

/// Finds out how the values of a text follow each other; `whole` says that this is all of it.
JsonFormat DetectFormat(std::string_view text, bool whole);

/// Cuts the text of one file into blocks that workers parse side by side. Only where values end is
/// found out here, one block after the other.
class BlockReader {
 public:
  BlockReader(std::string path, std::unique_ptr<TextSource> source, JsonFormat format,
              uint64_t block_bytes, uint64_t most_bytes);

  /// Returns the next block, or nothing at the end. Throws kCorruptData for values of more than
  /// `most_bytes` and for arrays that do not end.
  std::optional<Block> Next();

  /// Returns the bytes of the file taken so far.
  uint64_t BytesTaken() const { return source_->BytesTaken(); }

 private:
  bool Fill(Buffer& buffer, size_t& size);
  void CutLines(Block& block) const;
  void CutValues(Block& block);
  /// Steps over what stands before a value: blanks, and in an array brackets and commas.
  const char* NextValue(const Block& block, const char* at);
  [[noreturn]] void Throw(const std::string& what, uint64_t offset) const;

  std::string path_;
  std::unique_ptr<TextSource> source_;
  JsonFormat format_;
  uint64_t block_bytes_;
  uint64_t most_bytes_;
  std::string carried_;  // the beginning of a value
  uint64_t offset_ = 0;  // of the next block
  bool ended_ = false;
  /// Is what an array has shown so far.
  enum class ArrayState : uint8_t { kBefore, kFirst, kAfterValue, kAfterComma, kEnded };
  ArrayState array_ = ArrayState::kBefore;
};

}  // namespace lakebolt::json_format
