#pragma once

#include <cstdint>
#include <memory>

#include "format/parquet/column_chunk.h"
#include "format/parquet/encoding/rle_bit_packed.h"
#include "format/parquet/encoding/value_decoder.h"

namespace lakebolt::parquet_format {

/// Opens data pages of a chunk one after the other: decompresses, splits off the levels and sets up
/// the decoder of the values. For one thread.
class PageReader {
 public:
  explicit PageReader(std::shared_ptr<ColumnChunk> chunk) : chunk_(std::move(chunk)) {}

  /// Opens page `index` of the chunk; what the last page gave stays valid only through `owner()`.
  /// `next_follows` tells that the next page will be opened next: two decompress faster together.
  void Open(size_t index, bool next_follows = false);

  const PageHeader& header() const { return page_->header; }
  bool is_dictionary() const { return IsDictionary(page_->header.encoding); }

  RleBitPackedDecoder& definition_levels() { return definition_levels_; }
  RleBitPackedDecoder& repetition_levels() { return repetition_levels_; }

  /// Returns the decoder of the codes (is_dictionary()) or of the values. The latter are made when
  /// first needed: a page of NULLs has none.
  RleBitPackedDecoder& codes() { return codes_; }
  ValueDecoder& values();

  /// Returns what strings of this page point into.
  std::shared_ptr<const void> owner() const;

 private:
  static constexpr size_t kNoPage = ~size_t{0};

  /// Names what to decompress of a page whose stored body is `body`.
  static ColumnChunk::Packed PackedValues(const Page& page, const uint8_t* body);
  /// Makes the stored body and the decompressed values of a page current; sets `size` to the
  /// values' and returns them.
  const uint8_t* Uncompress(size_t index, bool next_follows, size_t* size);
  void SplitLevels(const uint8_t*& data, size_t& size);
  RleBitPackedDecoder TakeLevels(const uint8_t*& data, size_t& size, PageEncoding encoding,
                                 int16_t max_level, BufferPtr& unpacked);

  std::shared_ptr<ColumnChunk> chunk_;
  const Page* page_ = nullptr;
  BufferPtr stored_;  // the page as stored, where pages are read one by one
  const uint8_t* body_ = nullptr;
  BufferPtr scratch_;
  BufferPtr ahead_;  // page `ahead_index_`, decompressed
  BufferPtr ahead_stored_;
  const uint8_t* ahead_body_ = nullptr;
  size_t ahead_index_ = kNoPage;
  bool in_scratch_ = false;
  BufferPtr legacy_levels_[2];
  RleBitPackedDecoder definition_levels_;
  RleBitPackedDecoder repetition_levels_;
  RleBitPackedDecoder codes_;
  const uint8_t* value_bytes_ = nullptr;
  size_t value_size_ = 0;
  std::unique_ptr<ValueDecoder> values_;
};

}  // namespace lakebolt::parquet_format
