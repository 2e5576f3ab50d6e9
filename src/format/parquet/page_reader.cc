#include "format/parquet/page_reader.h"

#include <bit>
#include <cstring>
#include <vector>

#include "format/parquet/corrupt.h"

namespace lakebolt::parquet_format {

namespace {

int LevelWidth(int16_t max_level) {
  return std::bit_width(static_cast<uint32_t>(max_level));
}

/// Rewrites the deprecated BIT_PACKED levels (most significant bit first, no length) as one
/// bit-packed run of the hybrid, so that only one decoder is needed.
BufferPtr FromBitPacked(const uint8_t* data, uint32_t count, int width) {
  const uint32_t groups = (count + 7) / 8;
  const size_t bytes = size_t{groups} * static_cast<size_t>(width);
  constexpr size_t kMostHeadBytes = 5;
  BufferPtr out = Buffer::AllocateZeroed(bytes + kMostHeadBytes);
  uint8_t* to = out->data();
  uint64_t head = (uint64_t{groups} << 1) | 1;
  for (size_t i = 0; i + 1 < kMostHeadBytes; ++i, head >>= 7) {
    *to++ = static_cast<uint8_t>((head & 0x7F) | 0x80);
  }
  *to++ = static_cast<uint8_t>(head & 0x7F);
  for (uint64_t value = 0; value < count; ++value) {
    for (int bit = 0; bit < width; ++bit) {
      const uint64_t from = value * static_cast<uint64_t>(width) + static_cast<uint64_t>(bit);
      const uint64_t at =
          value * static_cast<uint64_t>(width) + static_cast<uint64_t>(width - 1 - bit);
      if ((data[from / 8] >> (7 - from % 8)) & 1) {
        to[at / 8] = static_cast<uint8_t>(to[at / 8] | (1 << (at % 8)));
      }
    }
  }
  return out;
}

/// Gives back the stored bytes of a page that is decompressed, unless its levels lie there: a scan
/// of many columns would hold many pages.
void DropStored(const Page& page, BufferPtr& stored) {
  if (page.header.type != PageType::kDataV2) stored = nullptr;
}

}  // namespace

ColumnChunk::Packed PageReader::PackedValues(const Page& page, const uint8_t* body) {
  const PageHeader& header = page.header;
  const bool holds_values = header.encoding == PageEncoding::kPlain;
  if (header.type != PageType::kDataV2) {
    return {body, header.compressed_size, header.uncompressed_size, true, holds_values};
  }
  const uint64_t level_bytes = uint64_t{header.definition_bytes} + header.repetition_bytes;
  if (level_bytes > header.compressed_size || level_bytes > header.uncompressed_size) {
    ThrowCorruptBytes("a page's levels do not end within it");
  }
  return {body + level_bytes, header.compressed_size - level_bytes,
          header.uncompressed_size - level_bytes, header.is_compressed, holds_values};
}

const uint8_t* PageReader::Uncompress(size_t index, bool next_follows, size_t* size) {
  const auto& pages = chunk_->pages();
  if (ahead_index_ == index) {
    ahead_index_ = kNoPage;
    scratch_.swap(ahead_);
    stored_.swap(ahead_stored_);
    body_ = ahead_body_;
    *size = PackedValues(pages[index], body_).out_size;
    return scratch_->data();
  }
  body_ = chunk_->StoredBody(pages[index], stored_);
  const ColumnChunk::Packed packed = PackedValues(pages[index], body_);
  *size = packed.out_size;
  const bool is_pair = next_follows && index + 1 < pages.size() &&
                       chunk_->IsPair(packed, PackedValues(pages[index + 1], body_));
  if (!is_pair) {
    const uint8_t* data = chunk_->Uncompress(packed, scratch_);
    const bool is_scratch = scratch_ != nullptr && data == scratch_->data();
    if (is_scratch) DropStored(pages[index], stored_);
    return data;
  }
  ahead_index_ = kNoPage;
  ahead_body_ = chunk_->StoredBody(pages[index + 1], ahead_stored_);
  const ColumnChunk::Packed next = PackedValues(pages[index + 1], ahead_body_);
  // One that is wrong is found to be so when it is opened.
  if (chunk_->UncompressTwo(packed, scratch_, next, ahead_)) ahead_index_ = index + 1;
  DropStored(pages[index], stored_);
  DropStored(pages[index + 1], ahead_stored_);
  return scratch_->data();
}

void PageReader::Open(size_t index, bool next_follows) {
  page_ = &chunk_->pages()[index];
  values_ = nullptr;
  const PageHeader& header = page_->header;
  size_t size = 0;
  const uint8_t* data = Uncompress(index, next_follows, &size);
  if (header.type == PageType::kDataV2) {
    const Leaf& leaf = chunk_->leaf();
    repetition_levels_ =
        RleBitPackedDecoder(body_, header.repetition_bytes, LevelWidth(leaf.max_repetition));
    definition_levels_ = RleBitPackedDecoder(
        body_ + header.repetition_bytes, header.definition_bytes, LevelWidth(leaf.max_definition));
  }
  in_scratch_ = scratch_ != nullptr && data == scratch_->data();
  if (header.type != PageType::kDataV2) SplitLevels(data, size);
  if (is_dictionary()) {
    // A page of NULLs may lack even the bit width.
    const int width = size == 0 ? 0 : data[0];
    codes_ = RleBitPackedDecoder(data + (size == 0 ? 0 : 1), size == 0 ? 0 : size - 1, width);
  } else {
    value_bytes_ = data;
    value_size_ = size;
  }
}

void PageReader::SplitLevels(const uint8_t*& data, size_t& size) {
  const Leaf& leaf = chunk_->leaf();
  repetition_levels_ = TakeLevels(data, size, page_->header.repetition_encoding,
                                  leaf.max_repetition, legacy_levels_[0]);
  definition_levels_ = TakeLevels(data, size, page_->header.definition_encoding,
                                  leaf.max_definition, legacy_levels_[1]);
}

RleBitPackedDecoder PageReader::TakeLevels(const uint8_t*& data, size_t& size,
                                           PageEncoding encoding, int16_t max_level,
                                           BufferPtr& unpacked) {
  if (max_level == 0) return {};
  const int width = LevelWidth(max_level);
  if (encoding == PageEncoding::kBitPacked) {
    const uint32_t count = page_->header.value_count;
    const uint64_t bytes = (uint64_t{count} * static_cast<uint64_t>(width) + 7) / 8;
    if (bytes > size) ThrowCorruptBytes("a page's levels do not end within it");
    unpacked = FromBitPacked(data, count, width);
    data += bytes;
    size -= bytes;
    return {unpacked->data(), unpacked->size(), width};
  }
  if (encoding != PageEncoding::kRle) throw UnsupportedBytes("a page's levels are not RLE-encoded");
  constexpr size_t kLengthBytes = 4;
  uint32_t length = 0;
  if (size < kLengthBytes) ThrowCorruptBytes("a page's levels do not end within it");
  std::memcpy(&length, data, kLengthBytes);
  data += kLengthBytes;
  size -= kLengthBytes;
  if (length > size) ThrowCorruptBytes("a page's levels do not end within it");
  const RleBitPackedDecoder levels(data, length, width);
  data += length;
  size -= length;
  return levels;
}

ValueDecoder& PageReader::values() {
  if (values_ == nullptr) {
    values_ = MakeValueDecoder(chunk_->leaf(), page_->header.encoding, value_bytes_, value_size_,
                               page_->header.value_count);
  }
  return *values_;
}

std::shared_ptr<const void> PageReader::owner() const {
  if (values_ != nullptr) {
    if (auto heap = values_->owner()) return heap;
  }
  if (in_scratch_) return scratch_;
  if (chunk_->bytes() == nullptr) return stored_;
  return chunk_->bytes();
}

}  // namespace lakebolt::parquet_format
