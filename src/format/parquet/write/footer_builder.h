#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "format/parquet/write/encoded_chunk.h"
#include "format/parquet/write/leaf_plan.h"

namespace lakebolt::parquet_format {

/// Says where something lies in the file.
struct WrittenRange {
  uint64_t offset = 0;
  uint64_t bytes = 0;  // 0: there is nothing
};

/// Is a chunk in the file.
struct WrittenChunk {
  EncodedChunk chunk;  // without its bytes, filter and pages
  size_t page_count = 0;
  WrittenRange range;              // of its pages
  std::string column_index_bytes;  // to be written behind all row groups; empty: there is none
  std::string offset_index_bytes;
  WrittenRange bloom_filter;
  WrittenRange column_index;
  WrittenRange offset_index;
};

struct WrittenGroup {
  uint64_t rows = 0;
  std::vector<WrittenChunk> chunks;  // of all leaves
};

/// Returns the header of a Bloom filter of so many bytes.
std::string BloomFilterHeader(size_t bytes);
/// Returns the bounds of a chunk's pages; empty where they are not known of each.
std::string ColumnIndexOf(const EncodedChunk& chunk);
/// Returns where the pages of a chunk lie.
std::string OffsetIndexOf(const WrittenChunk& chunk);

/// Returns what ends a file: its metadata, their length and the magic number.
std::string BuildFooter(const StoredSchema& schema, const std::vector<LeafPlan>& plans,
                        const std::vector<SortedLeaf>& order,
                        const std::vector<std::pair<std::string, std::string>>& metadata,
                        const std::vector<WrittenGroup>& groups);

}  // namespace lakebolt::parquet_format
