#include "format/csv/block_reader.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"

namespace lakebolt::csv {

BlockReader::BlockReader(std::string path, std::unique_ptr<TextSource> source, const Layout& layout,
                         uint64_t block_bytes, uint64_t max_record, bool counts_lines)
    : path_(std::move(path)),
      source_(std::move(source)),
      tokenizer_(layout.dialect),
      skip_lines_(layout.skip_lines),
      skips_empty_lines_(layout.columns.size() > 1),
      block_bytes_(block_bytes),
      max_record_(max_record),
      counts_lines_(counts_lines) {}

size_t BlockReader::Fill(char* buffer, size_t held, size_t capacity) {
  while (held < capacity) {
    const size_t got = source_->Read(buffer + held, capacity - held);
    if (got == 0) {
      ended_ = true;
      break;
    }
    held += got;
  }
  return held;
}

void BlockReader::CountLines(const char* begin, const char* end) {
  if (counts_lines_) line_ += CountLineEnds({begin, static_cast<size_t>(end - begin)});
}

const char* BlockReader::SkipLines(const char* begin, const char* end) {
  const auto no_record = [&](const char* line) {
    return tokenizer_.IsComment(line, end) ||
           (skips_empty_lines_ && (*line == '\n' || *line == '\r'));
  };
  while (begin != end && (skip_lines_ > 0 || (blocks_ == 0 && no_record(begin)))) {
    const char* const next = Tokenizer::NextLine(begin, end);
    if (next == end && end[-1] != '\n' && !ended_) break;  // the line goes on
    if (skip_lines_ > 0) --skip_lines_;
    begin = next;
  }
  return begin;
}

std::optional<Block> BlockReader::Next() {
  if (ended_ && carried_.empty()) return std::nullopt;
  while (true) {
    const size_t capacity = carried_.size() + std::max<size_t>(carried_.size(), block_bytes_);
    Block block;
    block.bytes = Buffer::Allocate(capacity);
    char* const data = block.bytes->as<char>();
    std::memcpy(data, carried_.data(), carried_.size());
    const size_t size = Fill(data, carried_.size(), capacity);
    block.begin = SkipLines(data, data + size);
    CountLines(data, block.begin);
    block.first_line = line_;
    block.end = data + size;
    const auto left = static_cast<size_t>(block.end - block.begin);
    if (!ended_) {
      block.end = skip_lines_ > 0 ? block.begin : tokenizer_.LastRecord(block.begin, block.end);
    }
    if (block.begin == block.end && !ended_) {
      if (left > max_record_) {
        throw UserError(ErrorCode::kCorruptData,
                        "\"" + path_ + "\" has a record of more than " +
                            std::to_string(max_record_) + " bytes, from byte " +
                            std::to_string(offset_) + " on",
                        {}, "a quote may be left open; or raise max_line_size");
      }
      carried_.assign(block.begin, left);
      offset_ += static_cast<uint64_t>(block.begin - data);
      continue;
    }
    carried_.assign(block.end, static_cast<size_t>(data + size - block.end));
    block.offset = offset_ + static_cast<uint64_t>(block.begin - data);
    block.index = blocks_++;
    CountLines(block.begin, block.end);
    offset_ += static_cast<uint64_t>(block.end - data);
    return block;
  }
}

}  // namespace lakebolt::csv
