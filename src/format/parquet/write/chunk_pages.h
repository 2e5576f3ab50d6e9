#pragma once

#include "format/parquet/write/encoded_chunk.h"
#include "format/parquet/write/leaf_plan.h"
#include "format/parquet/write/page_compressor.h"

namespace lakebolt::parquet_format {

/// Is a data page to be written.
struct PageDraft {
  PageEncoding encoding = PageEncoding::kPlain;
  ByteArray repetitions;  // levels as runs and groups; empty where all are 0
  ByteArray definitions;
  bool has_definitions = false;
  const ByteArray* values = nullptr;  // encoded
  uint64_t entries = 0;
  uint64_t nulls = 0;
  uint64_t rows = 0;
  std::optional<MinMax> bounds;
};

/// Puts the pages of a chunk together: headers, levels and values, compressed.
class ChunkPages {
 public:
  explicit ChunkPages(const LeafPlan& plan)
      : second_version_(plan.second_page_version), compressor_(plan.codec, plan.level) {}

  /// Adds the dictionary's page, which comes first.
  void AddDictionary(const ByteArray& plain, uint32_t entries);
  void AddData(PageDraft& draft);

  /// Returns the chunk; bounds, order and filter are the caller's to add.
  EncodedChunk Take() { return std::move(chunk_); }

  size_t HeldBytes() const {
    return chunk_.bytes.capacity() + plain_.capacity() + body_.capacity() +
           chunk_.pages.capacity() * sizeof(EncodedPage);
  }

 private:
  /// Adds a page whose body was compressed.
  template <typename Fields>
  void AddPage(PageType type, size_t uncompressed, const ByteArray& body, Fields&& fields);
  void AddFirstVersion(const PageDraft& draft);
  void AddSecondVersion(const PageDraft& draft);

  const bool second_version_;
  PageCompressor compressor_;
  EncodedChunk chunk_;
  uint64_t rows_ = 0;
  ByteArray plain_;
  ByteArray body_;
};

}  // namespace lakebolt::parquet_format
