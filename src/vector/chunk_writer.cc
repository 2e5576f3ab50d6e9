#include "vector/chunk_writer.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/cancellation_scope.h"
#include "vector/copy_texts.h"

namespace lakebolt {

ChunkWriter::ChunkWriter(uint32_t rows, size_t expected_bytes)
    : buffer_(Buffer::Allocate(std::max(expected_bytes, kHeaderBytes))) {
  Put(&rows, 1);
  Put(&text_bytes_, 1);
}

void ChunkWriter::PutBytes(const void* bytes, size_t size) {
  CopyBytes(Take(size), bytes, size);
}

uint8_t* ChunkWriter::Take(size_t bytes) {
  if (size_ + bytes > buffer_->size()) Grow(size_ + bytes);
  uint8_t* taken = buffer_->data() + size_;
  size_ += bytes;
  return taken;
}

void ChunkWriter::Grow(size_t least) {
  BufferPtr grown = Buffer::Allocate(std::max(least, buffer_->size() * 2));
  CopyBytes(grown->data(), buffer_->data(), size_);
  buffer_ = std::move(grown);
}

EncodedChunk ChunkWriter::Finish() {
  std::memcpy(buffer_->data() + sizeof(uint32_t), &text_bytes_, sizeof(text_bytes_));
  return {std::move(buffer_), size_};
}

void ChunkWriter::WriteHeader(uint8_t traits, uint32_t rows) {
  Put(&traits, 1);
  Put(&rows, 1);
}

uint8_t* ChunkWriter::TakeTexts(uint32_t rows, uint64_t bytes) {
  text_bytes_ += bytes;
  Put(&bytes, 1);
  return Take(rows * sizeof(uint32_t) + bytes);
}

/// Writes texts, some at a time: those of sorted rows lie anywhere and are fetched together.
void ChunkWriter::WriteTexts(const StringView* texts, uint32_t rows) {
  constexpr uint32_t kTogether = 64;
  uint64_t bytes = 0;
  for (uint32_t row = 0; row < rows; ++row) bytes += texts[row].size();
  uint8_t* to = TakeTexts(rows, bytes);
  for (uint32_t row = 0; row < rows; ++row, to += sizeof(uint32_t)) {
    const uint32_t length = texts[row].size();
    std::memcpy(to, &length, sizeof(length));
  }
  auto* out = reinterpret_cast<char*>(to);
  for (uint32_t begin = 0; begin < rows; begin += kTogether) {
    const uint32_t end = std::min(begin + kTogether, rows);
    for (uint32_t row = begin; row < end; ++row) PrefetchText(texts[row]);
    out = CopyTextsInRow(texts + begin, end - begin, out);  // there is room behind
  }
}

void ChunkWriter::WriteLists(const Vector& lists) {
  const auto* entries = lists.values<ListEntry>();
  std::vector<uint32_t> used;
  for (uint32_t row = 0; row < lists.size(); ++row) {
    const uint32_t length = lists.IsNull(row) ? 0 : entries[row].length;
    Put(&length, 1);
    for (uint32_t k = 0; k < length; ++k) used.push_back(entries[row].offset + k);
  }
  const auto count = static_cast<uint32_t>(used.size());
  WriteColumn(lists.children()[0].Gather(used.data(), count));
}

void ChunkWriter::WriteColumn(const Vector& column) {
  // A constant of nested type is rare and has no short form.
  const bool constant = column.IsConstant() && !column.type().IsNested();
  const Vector flat = constant || column.IsFlat() ? column : column.Flatten();
  const uint32_t rows = constant ? 1 : flat.size();
  const uint64_t* validity = flat.validity();
  WriteHeader(
      static_cast<uint8_t>((constant ? kIsConstant : 0) | (validity != nullptr ? kHasNulls : 0)),
      flat.size());
  if (validity != nullptr) Put(validity, BitmapWords(rows));
  const PhysicalType physical = flat.type().physical();
  if (physical == PhysicalType::kStruct) {
    for (const Vector& child : flat.children()) WriteColumn(child);
  } else if (physical == PhysicalType::kList) {
    WriteLists(flat);
  } else if (physical == PhysicalType::kString) {
    WriteTexts(flat.values<StringView>(), rows);
  } else {
    PutBytes(flat.values_buffer()->data(), size_t{rows} * PhysicalWidth(physical));
  }
}

}  // namespace lakebolt
