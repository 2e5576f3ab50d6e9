#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "format/parquet/file_metadata.h"
#include "format/parquet/write_options.h"
#include "types/logical_type.h"

namespace lakebolt::parquet_format {

/// Numbered as in the file format.
enum class Repetition : uint8_t { kRequired = 0, kOptional = 1, kRepeated = 2 };

/// Says what a stored column means: the fields of the format's LogicalType, numbered as there.
enum class Annotation : uint8_t {
  kNone = 0,
  kString = 1,
  kMap = 2,
  kList = 3,
  kDecimal = 5,
  kDate = 6,
  kTime = 7,
  kTimestamp = 8,
  kInterval = 9,  // known as a converted type only
  kInteger = 10,
  kUnknown = 11,  // NULL in all rows
  kJson = 12,
  kUuid = 14,
};

/// Is a node of a file's schema.
struct StoredNode {
  std::string name;
  Repetition repetition = Repetition::kOptional;
  std::optional<PhysicalKind> physical;  // of leaves
  uint32_t fixed_width = 0;              // of kFixed
  Annotation annotation = Annotation::kNone;
  LogicalType type;  // gives precision, unit and the like
  std::optional<int32_t> field_id;
  std::vector<StoredNode> children;
};

/// Is a leaf of a file's schema: a column chunk in each row group.
struct StoredLeaf {
  std::vector<std::string> path;
  size_t column = 0;  // of the table
  PhysicalKind physical = PhysicalKind::kInt32;
  uint32_t fixed_width = 0;
  LogicalType type;
  uint16_t max_definition = 0;
  uint16_t max_repetition = 0;
};

/// Is how a table is stored. All columns and their parts are optional, but for the keys of maps.
struct StoredSchema {
  std::vector<StoredNode> columns;
  std::vector<StoredLeaf> leaves;  // column by column
};

/// Finds out how `columns` are stored. Throws kNotSupported for types that Parquet has not,
/// kInvalidArgument for ids of fields that there are not and for one that is given twice.
StoredSchema StoredSchemaOf(const Schema& columns, const ParquetWriteOptions& options);

/// Returns the bytes that a decimal of so many digits takes.
uint32_t DecimalBytes(int precision);

}  // namespace lakebolt::parquet_format
