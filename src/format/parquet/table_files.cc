#include "format/parquet/table_files.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "base/ascii.h"
#include "base/error.h"
#include "function/cast.h"

namespace lakebolt::parquet_format {

namespace {

/// Returns the type that holds the values of both; nothing when there is none. Where columns are
/// united by name, all fit VARCHAR, and numbers DOUBLE; else nothing may be lost.
std::optional<LogicalType> Widest(const LogicalType& a, const LogicalType& b, bool united) {
  if (a == b) return a;
  if (a.IsNested() || b.IsNested()) return std::nullopt;
  if (united && a.IsStringLike() != b.IsStringLike()) return TypeId::kVarchar;
  const std::optional<LogicalType> common = CommonType(a, b);
  if (!common || CastCanFail(a, *common) || CastCanFail(b, *common)) return std::nullopt;
  if (united) return common;
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
                                const FileMetadata& first, const std::string& hint = "") {
  throw UserError(ErrorCode::kTypeMismatch,
                  "\"" + file.identity.path + "\" does not fit the other files: " + what, {},
                  "the schema is taken from \"" + first.identity.path + "\"" +
                      (hint.empty() ? "" : "; " + hint));
}

using ColumnsByName = std::map<std::string, size_t>;

ColumnsByName NamesOf(const FileMetadata& file) {
  ColumnsByName by_name;
  for (size_t i = 0; i < file.columns.size(); ++i) by_name[file.columns[i].name] = i;
  return by_name;
}

/// Lists the files' own columns: those of the first, or where they are united, of any.
Schema StoredColumns(const std::vector<FileMetadataPtr>& files, bool united) {
  Schema schema;
  std::set<std::string> known;
  for (const FileMetadataPtr& file : files) {
    for (const SchemaNode& column : file->columns) {
      // A first file may have two columns of one name.
      const bool is_new = known.insert(column.name).second;
      if (is_new || file == files.front()) {
        schema.push_back({column.name, column.type, column.nullable});
      }
    }
    if (!united) break;
  }
  return schema;
}

/// Finds where the columns of `table` stand in a file. Throws for what one of them has and the
/// other lacks, unless columns are united.
std::vector<ColumnOrigin> MatchColumns(const FileMetadata& file, const FileMetadata& first,
                                       const Schema& schema, bool united) {
  const char* const hint = "union_by_name = true puts NULL there";
  ColumnsByName by_name = NamesOf(file);
  std::vector<ColumnOrigin> origins;
  for (size_t i = 0; i < schema.size(); ++i) {
    const Field& field = schema[i];
    ColumnOrigin& origin = origins.emplace_back();
    // The first file's columns come first, as they stand; two of them may have one name.
    if (&file == &first && i < first.columns.size()) {
      origin.column = i;
      by_name.erase(field.name);
      continue;
    }
    const auto found = by_name.find(field.name);
    if (found != by_name.end()) {
      origin.column = found->second;
      by_name.erase(found);
      continue;
    }
    if (!united) ThrowMismatch(file, "column \"" + field.name + "\" is missing", first, hint);
    origin.kind = ColumnOrigin::Kind::kConstant;
  }
  if (!united && !by_name.empty()) {
    ThrowMismatch(file, "column \"" + by_name.begin()->first + "\" is not in the others", first,
                  hint);
  }
  return origins;
}

/// Widens the table's types to those of a file.
void WidenTypes(TableFiles& table, const TableFile& file, const FileMetadata& first, bool united) {
  for (uint32_t i = 0; i < table.schema.size(); ++i) {
    Field& field = table.schema[i];
    const SchemaNode* column = file.NodeOf(i);
    field.nullable |= column == nullptr || column->nullable;
    if (column == nullptr) continue;
    const std::optional<LogicalType> widest = Widest(field.type, column->type, united);
    if (!widest) {
      ThrowMismatch(*file.metadata,
                    "column \"" + field.name + "\" is " + column->type.ToString() + ", not " +
                        field.type.ToString(),
                    first, united ? "" : "union_by_name = true finds a common type");
    }
    field.type = *widest;
  }
}

/// Adds a column that is made; one that the files store by the same name gives way.
void AddMade(TableFiles& table, const Field& field,
             const std::function<ColumnOrigin(size_t file)>& origin_in) {
  const auto same = std::find_if(table.schema.begin(), table.schema.end(), [&](const Field& own) {
    return AsciiLower(own.name) == AsciiLower(field.name);
  });
  const auto position = static_cast<size_t>(same - table.schema.begin());
  if (same == table.schema.end()) {
    table.schema.push_back(field);
  } else {
    *same = field;
  }
  for (size_t i = 0; i < table.files.size(); ++i) {
    std::vector<ColumnOrigin>& columns = table.files[i].columns;
    columns.resize(table.schema.size());
    columns[position] = origin_in(i);
  }
}

void AddRowNumber(TableFiles& table, const std::string& name) {
  AddMade(table, {name, TypeId::kInt64, false},
          [](size_t) { return ColumnOrigin{ColumnOrigin::Kind::kRowNumber}; });
}

void AddMadeColumns(TableFiles& table, const ParquetOptions& options) {
  if (!options.row_number_column.empty()) AddRowNumber(table, options.row_number_column);
  std::vector<std::string> paths;
  for (const TableFile& file : table.files) paths.push_back(file.metadata->identity.path);
  std::vector<std::string> own;
  for (const Field& field : table.schema) own.push_back(field.name);
  const std::vector<PathColumn> path_columns = PathColumnsOf(paths, options.files, own);
  table.virtual_columns = CountVirtual(path_columns);
  for (const PathColumn& column : path_columns) {
    AddMade(table, column.field, [&](size_t file) {
      return ColumnOrigin{ColumnOrigin::Kind::kConstant, 0, false, column.values[file]};
    });
  }
  const bool is_taken =
      std::any_of(table.schema.begin(), table.schema.end(),
                  [](const Field& field) { return AsciiLower(field.name) == kRowNumberColumn; });
  if (is_taken) return;
  AddRowNumber(table, kRowNumberColumn);
  ++table.virtual_columns;
}

ColumnBounds BoundsOfMade(const ColumnOrigin& origin, const RowGroupMetadata& group) {
  ColumnBounds bounds;
  bounds.row_count = group.row_count;
  bounds.exact = true;
  bounds.null_count = 0;
  if (origin.kind == ColumnOrigin::Kind::kRowNumber) {
    bounds.min = Value::Int64(group.first_row);
    bounds.max = Value::Int64(group.first_row + group.row_count - 1);
  } else if (origin.value.IsNull()) {
    bounds.null_count = group.row_count;
  } else {
    bounds.min = origin.value;
    bounds.max = origin.value;
  }
  return bounds;
}

}  // namespace

void UnifySchemas(TableFiles& table, const std::vector<FileMetadataPtr>& files,
                  const ParquetOptions& options) {
  const FileMetadata& first = *files.front();
  const bool united = options.files.union_by_name;
  table.schema = StoredColumns(files, united);
  for (const FileMetadataPtr& metadata : files) {
    TableFile file;
    file.metadata = metadata;
    file.first_row = table.row_count;
    file.columns = MatchColumns(*metadata, first, table.schema, united);
    WidenTypes(table, file, first, united);
    table.row_count += metadata->row_count;
    table.files.push_back(std::move(file));
  }
  for (TableFile& file : table.files) {
    for (uint32_t i = 0; i < file.columns.size(); ++i) {
      const LogicalType& type = table.schema[i].type;
      const SchemaNode* node = file.NodeOf(i);
      if (node == nullptr) {
        file.columns[i].value = Value(type);
      } else {
        file.columns[i].needs_cast = node->type != type;
      }
    }
  }
  AddMadeColumns(table, options);
}

std::optional<ColumnBounds> TableFiles::Bounds(size_t file, size_t row_group,
                                               uint32_t column) const {
  const TableFile& from = files[file];
  const ColumnOrigin& origin = from.columns[column];
  const RowGroupMetadata& group = from.metadata->row_groups[row_group];
  if (!origin.IsStored()) return BoundsOfMade(origin, group);
  const SchemaNode& node = *from.NodeOf(column);
  if (!node.IsFlat()) return std::nullopt;
  const auto leaf = static_cast<size_t>(node.leaf);
  ColumnBounds bounds = BoundsOf(from.metadata->leaves[leaf], group.chunks[leaf], group.row_count);
  if (origin.needs_cast) {
    const LogicalType& type = schema[column].type;
    // Texts have an order of their own.
    if (type.IsStringLike() != node.type.IsStringLike()) bounds.min = bounds.max = std::nullopt;
    if (bounds.min) bounds.min = CastValue(*bounds.min, type);
    if (bounds.max) bounds.max = CastValue(*bounds.max, type);
  }
  return bounds;
}

uint64_t TableFiles::BloomOffset(size_t file, size_t row_group, uint32_t column) const {
  const TableFile& from = files[file];
  const SchemaNode* node = from.NodeOf(column);
  if (node == nullptr || !node->IsFlat() || from.columns[column].needs_cast) return 0;
  return from.metadata->row_groups[row_group].chunks[static_cast<size_t>(node->leaf)].bloom_offset;
}

const Leaf& TableFiles::LeafOf(size_t file, uint32_t column) const {
  const TableFile& from = files[file];
  return from.metadata->leaves[static_cast<size_t>(from.NodeOf(column)->leaf)];
}

}  // namespace lakebolt::parquet_format
