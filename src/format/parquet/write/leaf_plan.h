#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "format/parquet/page_header.h"
#include "format/parquet/write/stored_schema.h"
#include "format/parquet/write_options.h"

namespace lakebolt::parquet_format {

/// Says how the chunks of a leaf are written.
struct LeafPlan {
  CodecKind codec = CodecKind::kNone;
  std::optional<int> level;  // of compression
  size_t page_bytes = 0;     // before compression
  bool second_page_version = false;
  bool dictionary = false;
  size_t dictionary_bytes = 0;
  size_t dictionary_values = 0;
  PageEncoding encoding = PageEncoding::kPlain;  // of what has no dictionary
  bool bloom_filter = false;
  double bloom_false_positives = 0;
};

/// Is a column that orders the rows of a file, as the footer says it.
struct SortedLeaf {
  int32_t leaf = 0;
  bool descending = false;
  bool nulls_first = false;
};

/// Finds out what the options say of each leaf. Throws kInvalidArgument for codecs, levels,
/// encodings and columns that there are not.
std::vector<LeafPlan> PlanLeaves(const StoredSchema& schema, const ParquetWriteOptions& options);

/// Returns the order of the file; it ends at the first column that is nested.
std::vector<SortedLeaf> OrderOfLeaves(const StoredSchema& schema,
                                      const ParquetWriteOptions& options);

}  // namespace lakebolt::parquet_format
