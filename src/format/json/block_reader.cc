#include "format/json/block_reader.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "format/json/value_end.h"

namespace lakebolt::json_format {

JsonFormat DetectFormat(std::string_view text, bool whole) {
  const char* const end = text.data() + text.size();
  const char* const at = SkipBlanks(text.data(), end);
  if (at == end) return JsonFormat::kLines;
  const char* const line = std::find(at, end, '\n');
  const char* const value = EndOfValue(at, end);
  // An array alone on the first line of several is a value of a line.
  const bool one_value = value != nullptr ? SkipBlanks(value, end) == end && whole : true;
  if (*at == '[' && one_value) return JsonFormat::kArray;
  if (value == nullptr) return whole ? JsonFormat::kLines : JsonFormat::kUnstructured;
  return value <= line && SkipBlanks(value, line) == line ? JsonFormat::kLines
                                                          : JsonFormat::kUnstructured;
}

BlockReader::BlockReader(std::string path, std::unique_ptr<TextSource> source, JsonFormat format,
                         uint64_t block_bytes, uint64_t most_bytes)
    : path_(std::move(path)),
      source_(std::move(source)),
      format_(format),
      block_bytes_(block_bytes),
      most_bytes_(most_bytes) {}

void BlockReader::Throw(const std::string& what, uint64_t offset) const {
  throw UserError(ErrorCode::kCorruptData,
                  "\"" + path_ + "\", from byte " + std::to_string(offset) + " on: " + what, {},
                  "maximum_object_size, format and ignore_errors say what is read");
}

/// Reads until the buffer is full.
bool BlockReader::Fill(Buffer& buffer, size_t& size) {
  char* const data = buffer.as<char>();
  while (size < buffer.size()) {
    const size_t got = source_->Read(data + size, buffer.size() - size);
    if (got == 0) return false;
    size += got;
  }
  return true;
}

void BlockReader::CutLines(Block& block) const {
  if (ended_) return;
  const char* end = block.end;
  while (end != block.begin && end[-1] != '\n') --end;
  block.end = end;
}

const char* BlockReader::NextValue(const Block& block, const char* at) {
  const char* const end = block.end;
  at = SkipBlanks(at, end);
  if (format_ != JsonFormat::kArray) return at;
  for (; at != end; at = SkipBlanks(at + 1, end)) {
    switch (array_) {
      case ArrayState::kBefore:
        array_ = ArrayState::kFirst;  // the bracket, as was seen before
        continue;
      case ArrayState::kFirst:
      case ArrayState::kAfterComma:
        if (*at != ']') return at;
        if (array_ == ArrayState::kAfterComma) {
          Throw("no value follows a comma", offset_ + static_cast<uint64_t>(at - block.begin));
        }
        array_ = ArrayState::kEnded;
        continue;
      case ArrayState::kAfterValue:
        if (*at != ',' && *at != ']') return at;
        array_ = *at == ',' ? ArrayState::kAfterComma : ArrayState::kEnded;
        continue;
      case ArrayState::kEnded: return at;
    }
  }
  return at;
}

void BlockReader::CutValues(Block& block) {
  const char* at = block.begin;
  while (true) {
    const char* const begin = NextValue(block, at);
    const auto offset = offset_ + static_cast<uint64_t>(begin - block.begin);
    if (begin == block.end) {
      at = begin;
      break;
    }
    if (array_ == ArrayState::kEnded) Throw("something follows the end of the array", offset);
    if (array_ == ArrayState::kAfterValue && format_ == JsonFormat::kArray) {
      Throw("a comma is missing between two elements of the array", offset);
    }
    const char* end = EndOfValue(begin, block.end);
    if (end == nullptr) {
      if (!ended_) {
        at = begin;
        break;
      }
      end = block.end;  // the parser will say what is missing
    }
    block.values.emplace_back(static_cast<uint32_t>(begin - block.begin),
                              static_cast<uint32_t>(end - block.begin));
    if (format_ == JsonFormat::kArray) array_ = ArrayState::kAfterValue;
    at = end;
  }
  block.end = at;
  const bool unended = ended_ && at == block.end && format_ == JsonFormat::kArray &&
                       array_ != ArrayState::kEnded && array_ != ArrayState::kBefore;
  if (unended) Throw("the array does not end", offset_);
}

std::optional<Block> BlockReader::Next() {
  while (!ended_ || !carried_.empty()) {
    Block block;
    size_t size = carried_.size();
    block.bytes = Buffer::Allocate(size + std::max<size_t>(size, block_bytes_));
    char* const data = block.bytes->as<char>();
    std::memcpy(data, carried_.data(), size);
    ended_ = !Fill(*block.bytes, size);
    block.begin = data;
    block.end = data + size;
    block.offset = offset_;
    const size_t before = carried_.size();
    if (format_ == JsonFormat::kLines) {
      CutLines(block);
    } else {
      CutValues(block);
    }
    carried_.assign(block.end, static_cast<size_t>(data + size - block.end));
    offset_ += static_cast<uint64_t>(block.end - data);
    if (carried_.size() > most_bytes_) {
      Throw("a value has more than " + std::to_string(most_bytes_) + " bytes", offset_);
    }
    const bool has_values =
        format_ == JsonFormat::kLines ? block.begin != block.end : !block.values.empty();
    if (has_values) return block;
    if (ended_ && carried_.size() == before) break;
  }
  return std::nullopt;
}

}  // namespace lakebolt::json_format
