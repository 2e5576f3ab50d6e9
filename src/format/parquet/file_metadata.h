#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "io/random_access_file.h"
#include "types/logical_type.h"

namespace lakebolt::parquet_format {

/// Names Parquet's physical types, numbered as in the file format.
enum class PhysicalKind : uint8_t {
  kBoolean = 0,
  kInt32 = 1,
  kInt64 = 2,
  kInt96 = 3,
  kFloat = 4,
  kDouble = 5,
  kByteArray = 6,
  kFixed = 7,  // FIXED_LEN_BYTE_ARRAY
};

enum class CodecKind : uint8_t {
  kNone,
  kSnappy,
  kGzip,
  kBrotli,
  kZstd,
  kLz4Raw,
  kLz4Hadoop,
  kLzo,
  kUnknown,
};

/// Tells how stored values become ours.
enum class Conversion : uint8_t {
  kNone,            // same bytes
  kNarrow,          // INT32 to an 8- or 16-bit integer
  kWiden,           // INT32 to a 64- or 128-bit decimal
  kWidenInt64,      // INT64 to a 128-bit decimal
  kMillisToMicros,  // TIME_MILLIS
  kInt96,           // Julian day and nanoseconds to TIMESTAMP, as years past 2262 occur
  kDecimal,         // big-endian two's complement bytes
  kHalf,            // FLOAT16
  kUuid,
  kInterval,  // three little-endian uint32: months, days, milliseconds
  kBytes,     // FIXED_LEN_BYTE_ARRAY as BLOB
};

/// Describes one column of values as stored.
struct Leaf {
  std::string path;  // "a.list.element", for errors
  LogicalType type;
  PhysicalKind physical = PhysicalKind::kInt32;
  uint32_t fixed_width = 0;  // of kFixed
  Conversion conversion = Conversion::kNone;
  int16_t max_definition = 0;
  int16_t max_repetition = 0;
};

/// Describes one column of the schema, or a part of one, over leaves.
struct SchemaNode {
  std::string name;
  LogicalType type;
  bool nullable = false;
  /// Definition level from which on this node is not NULL.
  int16_t definition = 0;
  /// Of lists and maps: definition level from which on there is an element.
  int16_t element_definition = 0;
  /// Repeated ancestors, this node's own repetition not counted.
  int16_t repetition = 0;
  int leaf = -1;  // of leaves: the index of the column chunk
  std::vector<SchemaNode> children;

  bool IsLeaf() const { return leaf >= 0; }
  /// Tells whether the column needs no assembly from repetition levels or several leaves.
  bool IsFlat() const { return IsLeaf() && repetition == 0; }
  /// Returns the first leaf below, whose levels tell this node's shape.
  int FirstLeaf() const { return IsLeaf() ? leaf : children.front().FirstLeaf(); }
};

/// Says where an index of a chunk lies in the file; of no bytes where there is none.
struct IndexLocation {
  uint64_t offset = 0;
  uint32_t length = 0;
};

/// Holds what the footer says of one column of one row group.
struct ChunkMetadata {
  uint64_t offset = 0;
  uint64_t data_offset = 0;  // of the first data page, as the writer says
  uint64_t size = 0;
  int64_t value_count = 0;
  CodecKind codec = CodecKind::kNone;
  bool has_dictionary = false;
  /// Pages, where the footer counts them by encoding: whether all data pages use the dictionary.
  bool all_dictionary = false;
  std::optional<int64_t> null_count;
  /// Plain-encoded bounds; absent when missing or not to be trusted.
  std::optional<std::string> min;
  std::optional<std::string> max;
  bool exact_bounds = false;
  IndexLocation column_index;  // bounds by page
  IndexLocation offset_index;  // where pages begin
  uint64_t bloom_offset = 0;   // 0: there is no Bloom filter
};

struct RowGroupMetadata {
  int64_t row_count = 0;
  int64_t first_row = 0;  // within the file
  std::vector<ChunkMetadata> chunks;
  int sorted_leaf = -1;  // ascending by this leaf, as the writer says
};

/// Holds a footer in our own terms; immutable and shared by all scans of the file.
struct FileMetadata {
  /// Differs for every footer read in this process: of a file that changed, too.
  uint64_t id = NewId();
  FileIdentity identity;
  std::vector<Leaf> leaves;
  std::vector<SchemaNode> columns;
  std::vector<RowGroupMetadata> row_groups;
  int64_t row_count = 0;

  static uint64_t NewId();
};

using FileMetadataPtr = std::shared_ptr<const FileMetadata>;

/// Reads and checks the footer; throws kCorruptData or kNotSupported, naming the file.
FileMetadataPtr ReadFileMetadata(const RandomAccessFile& file);

/// Returns the footer of the file at `path`, from a bounded cache of the process when the file is
/// unchanged. Throws kIo when the file is missing.
FileMetadataPtr CachedFileMetadata(const std::string& path);

/// Opens the file that `metadata` came from; throws kIo when it was changed since.
std::shared_ptr<const RandomAccessFile> OpenUnchanged(const FileMetadata& metadata);

}  // namespace lakebolt::parquet_format
