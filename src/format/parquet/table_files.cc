#include "format/parquet/table_files.h"

#include <map>

#include "base/error.h"
#include "function/cast.h"

namespace lakebolt::parquet_format {

namespace {

/// Returns the type that holds the values of both without loss; nothing when there is none.
std::optional<LogicalType> Widest(const LogicalType& a, const LogicalType& b) {
  if (a == b) return a;
  if (a.IsNested() || b.IsNested()) return std::nullopt;
  const std::optional<LogicalType> common = CommonType(a, b);
  if (!common || CastCanFail(a, *common) || CastCanFail(b, *common)) return std::nullopt;
  // Integers of 64 bits and decimals lose digits as DOUBLE.
  const auto loses = [&](const LogicalType& from) {
    return common->IsFloating() &&
           (from.IsDecimal() || from.id() == TypeId::kInt64 || from.id() == TypeId::kUInt64);
  };
  // A number and a text have a common type, but hardly a common meaning.
  const bool same_family = a.IsNumeric() == b.IsNumeric() && a.IsStringLike() == b.IsStringLike();
  if (!same_family || loses(a) || loses(b)) return std::nullopt;
  return common;
}

[[noreturn]] void ThrowMismatch(const FileMetadata& file, const std::string& what,
                                const FileMetadata& first) {
  throw UserError(ErrorCode::kTypeMismatch,
                  "\"" + file.identity.path + "\" does not fit the other files: " + what, {},
                  "the schema is taken from \"" + first.identity.path + "\"");
}

/// Finds each column of `first` in `file` by name.
std::vector<size_t> MatchColumns(const FileMetadata& file, const FileMetadata& first) {
  std::map<std::string, size_t> by_name;
  for (size_t i = 0; i < file.columns.size(); ++i) by_name[file.columns[i].name] = i;
  std::vector<size_t> columns;
  for (const SchemaNode& column : first.columns) {
    const auto found = by_name.find(column.name);
    if (found == by_name.end()) {
      ThrowMismatch(file, "column \"" + column.name + "\" is missing", first);
    }
    columns.push_back(found->second);
    by_name.erase(found);
  }
  if (!by_name.empty()) {
    ThrowMismatch(file, "column \"" + by_name.begin()->first + "\" is not in the others", first);
  }
  return columns;
}

}  // namespace

void UnifySchemas(TableFiles& table, const std::vector<FileMetadataPtr>& files) {
  const FileMetadata& first = *files.front();
  for (const SchemaNode& column : first.columns) {
    table.schema.push_back({column.name, column.type, column.nullable});
  }
  for (const FileMetadataPtr& metadata : files) {
    TableFile file;
    file.metadata = metadata;
    if (metadata == files.front()) {
      for (size_t i = 0; i < first.columns.size(); ++i) file.columns.push_back(i);
    } else {
      file.columns = MatchColumns(*metadata, first);
    }
    for (size_t i = 0; i < file.columns.size(); ++i) {
      const SchemaNode& column = metadata->columns[file.columns[i]];
      Field& field = table.schema[i];
      const std::optional<LogicalType> widest = Widest(field.type, column.type);
      if (!widest) {
        ThrowMismatch(*metadata,
                      "column \"" + field.name + "\" is " + column.type.ToString() + ", not " +
                          field.type.ToString(),
                      first);
      }
      field.type = *widest;
      field.nullable |= column.nullable;
    }
    table.row_count += metadata->row_count;
    table.files.push_back(std::move(file));
  }
  for (TableFile& file : table.files) {
    for (size_t i = 0; i < file.columns.size(); ++i) {
      const LogicalType& type = file.metadata->columns[file.columns[i]].type;
      file.needs_cast.push_back(type != table.schema[i].type);
    }
  }
}

std::optional<ColumnBounds> TableFiles::Bounds(size_t file, size_t row_group,
                                               uint32_t column) const {
  const TableFile& from = files[file];
  const SchemaNode& node = from.metadata->columns[from.columns[column]];
  if (!node.IsFlat()) return std::nullopt;
  const RowGroupMetadata& group = from.metadata->row_groups[row_group];
  const auto leaf = static_cast<size_t>(node.leaf);
  ColumnBounds bounds = BoundsOf(from.metadata->leaves[leaf], group.chunks[leaf], group.row_count);
  if (from.needs_cast[column] != 0) {
    const LogicalType& type = schema[column].type;
    if (bounds.min) bounds.min = CastValue(*bounds.min, type);
    if (bounds.max) bounds.max = CastValue(*bounds.max, type);
  }
  return bounds;
}

uint64_t TableFiles::BloomOffset(size_t file, size_t row_group, uint32_t column) const {
  const TableFile& from = files[file];
  const SchemaNode& node = from.metadata->columns[from.columns[column]];
  if (!node.IsFlat() || from.needs_cast[column] != 0) return 0;
  return from.metadata->row_groups[row_group].chunks[static_cast<size_t>(node.leaf)].bloom_offset;
}

const Leaf& TableFiles::LeafOf(size_t file, uint32_t column) const {
  const TableFile& from = files[file];
  return from.metadata
      ->leaves[static_cast<size_t>(from.metadata->columns[from.columns[column]].leaf)];
}

}  // namespace lakebolt::parquet_format
