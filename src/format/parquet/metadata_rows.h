#pragma once

#include <vector>

#include "io/random_access_file.h"
#include "types/logical_type.h"
#include "types/value.h"

namespace lakebolt::parquet_format {

/// Holds rows that tell of a file, and how its columns are called.
struct MetadataRows {
  Schema schema;
  std::vector<std::vector<Value>> rows;
};

// What the footer of a Parquet file says, as it stands there. Each throws kCorruptData or
// kNotSupported, naming the file; the columns are DuckDB's.

/// Describes each column of each row group: where it lies, how it is encoded, its bounds.
MetadataRows DescribeChunks(const RandomAccessFile& file);
/// Describes the elements of the schema, depth first.
MetadataRows DescribeSchema(const RandomAccessFile& file);
/// Describes the file: who wrote it, its rows and row groups, and its size.
MetadataRows DescribeFile(const RandomAccessFile& file);
/// Lists the pairs of keys and values that the writer left in the footer.
MetadataRows DescribeKeyValues(const RandomAccessFile& file);
/// Tells for each row group whether the Bloom filter of a column rules a value out. Throws
/// kUnknownColumn for columns that the file does not have.
MetadataRows ProbeBloomFilters(const RandomAccessFile& file, const std::string& column,
                               const Value& value);

}  // namespace lakebolt::parquet_format
