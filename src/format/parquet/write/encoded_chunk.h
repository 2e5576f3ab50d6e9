#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "format/parquet/encoding/encoders.h"
#include "format/parquet/page_header.h"
#include "format/parquet/write/bounds_tracker.h"

namespace lakebolt::parquet_format {

/// Is a data page of a chunk, for the page index.
struct EncodedPage {
  uint64_t offset = 0;  // within the chunk
  uint32_t bytes = 0;   // with its header
  uint64_t first_row = 0;
  uint64_t entries = 0;
  uint64_t nulls = 0;
  std::optional<MinMax> bounds;
};

/// Numbered as in the file format.
enum class BoundaryOrder : uint8_t { kNone = 0, kAscending = 1, kDescending = 2 };

/// Is one column of a row group, encoded, and what the footer says of it.
struct EncodedChunk {
  ByteArray bytes;                // the dictionary's page first, if there is one
  uint64_t dictionary_bytes = 0;  // of this page with its header; 0: there is none
  uint64_t uncompressed_bytes = 0;
  PageEncoding encoding = PageEncoding::kPlain;  // of all data pages
  std::vector<EncodedPage> pages;
  uint64_t entries = 0;  // rows, or what stands in lists
  uint64_t nulls = 0;
  std::optional<uint64_t> distinct;
  std::optional<MinMax> bounds;
  BoundaryOrder order = BoundaryOrder::kNone;  // of the pages' bounds
  std::string bloom_filter;                    // its bits; empty: there is none
};

}  // namespace lakebolt::parquet_format
