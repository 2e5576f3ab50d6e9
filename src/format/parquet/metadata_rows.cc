#include "format/parquet/metadata_rows.h"

#include <arrow/util/compression.h>
#include <arrow/util/key_value_metadata.h>
#include <parquet/exception.h>
#include <parquet/metadata.h>
#include <parquet/schema.h>
#include <parquet/statistics.h>

#include "base/ascii.h"
#include "base/error.h"
#include "format/parquet/bloom_filter.h"
#include "format/parquet/bounds.h"
#include "format/parquet/file_metadata.h"
#include "format/parquet/footer.h"
#include "function/cast.h"

namespace lakebolt::parquet_format {

namespace {

Value Text(const std::string& text) {
  return Value::Varchar(text);
}
Value Number(int64_t number) {
  return Value::Int64(number);
}
Value NoText() {
  return Value(TypeId::kVarchar);
}
Value NoNumber() {
  return Value(TypeId::kInt64);
}

/// Holds a footer as Arrow reads it, together with our own reading of it.
struct Footer {
  explicit Footer(const RandomAccessFile& file)
      : bytes(ReadFooter(file)), ours(ReadFileMetadata(file)) {
    try {
      stored = ::parquet::FileMetaData::Make(bytes.data(), static_cast<int64_t>(bytes.size()));
    } catch (const ::parquet::ParquetException& error) {
      ThrowUnreadable(file, error.what());
    }
  }

  std::vector<uint8_t> bytes;
  FileMetadataPtr ours;
  std::shared_ptr<::parquet::FileMetaData> stored;
};

LogicalType KeyValueType() {
  return LogicalType::Map(TypeId::kBlob, TypeId::kBlob);
}

Value KeyValuesOf(const ::parquet::ColumnChunkMetaData& chunk) {
  const LogicalType type = KeyValueType();
  std::vector<Value> entries;
  const auto& pairs = chunk.key_value_metadata();
  for (int64_t i = 0; pairs != nullptr && i < pairs->size(); ++i) {
    entries.push_back(
        Value::Nested(type.element(), {Value::Blob(pairs->key(i)), Value::Blob(pairs->value(i))}));
  }
  return Value::Nested(type, std::move(entries));
}

std::string EncodingsOf(const ::parquet::ColumnChunkMetaData& chunk) {
  std::string text;
  for (const auto encoding : chunk.encodings()) {
    text += (text.empty() ? "" : ", ") + ::parquet::EncodingToString(encoding);
  }
  return text;
}

std::string CodecOf(const ::parquet::ColumnChunkMetaData& chunk) {
  std::string name = ::arrow::util::Codec::GetCodecAsString(chunk.compression());
  for (char& c : name) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return name;
}

std::string PathOf(const ::parquet::ColumnChunkMetaData& chunk) {
  std::string text;
  const auto path = chunk.path_in_schema();
  for (const std::string& part : path->ToDotVector()) {
    text += (text.empty() ? "" : ", ") + part;
  }
  return text;
}

/// Adds what statistics say: the older bounds, which had no order for texts, then the newer ones.
void AddBounds(const Leaf& leaf, const ChunkMetadata& ours,
               const ::parquet::ColumnChunkMetaData& chunk, int64_t rows, std::vector<Value>& row) {
  const ColumnBounds bounds = BoundsOf(leaf, ours, rows);
  const bool older = leaf.physical != PhysicalKind::kByteArray;
  const auto shown = [](const std::optional<Value>& value) {
    return value ? Text(value->ToString()) : NoText();
  };
  row.push_back(older ? shown(bounds.min) : NoText());
  row.push_back(older ? shown(bounds.max) : NoText());
  row.push_back(ours.null_count ? Number(*ours.null_count) : NoNumber());
  const auto statistics = chunk.encoded_statistics();
  const bool counted = statistics != nullptr && statistics->has_distinct_count;
  row.push_back(counted ? Number(statistics->distinct_count) : NoNumber());
  row.push_back(shown(bounds.min));
  row.push_back(shown(bounds.max));
}

void AddPlaces(const ::parquet::ColumnChunkMetaData& chunk, std::vector<Value>& row) {
  row.push_back(Text(CodecOf(chunk)));
  row.push_back(Text(EncodingsOf(chunk)));
  row.push_back(chunk.has_index_page() ? Number(chunk.index_page_offset()) : NoNumber());
  row.push_back(chunk.has_dictionary_page() ? Number(chunk.dictionary_page_offset()) : NoNumber());
  row.push_back(Number(chunk.data_page_offset()));
  row.push_back(Number(chunk.total_compressed_size()));
  row.push_back(Number(chunk.total_uncompressed_size()));
  row.push_back(KeyValuesOf(chunk));
  const auto bloom_offset = chunk.bloom_filter_offset();
  const auto bloom_length = chunk.bloom_filter_length();
  row.push_back(bloom_offset ? Number(*bloom_offset) : NoNumber());
  row.push_back(bloom_length ? Number(*bloom_length) : NoNumber());
}

Schema ChunksSchema() {
  Schema schema;
  const auto add = [&](const LogicalType& type, std::initializer_list<const char*> names) {
    for (const char* name : names) schema.push_back({name, type, true});
  };
  add(TypeId::kVarchar, {"file_name"});
  add(TypeId::kInt64, {"row_group_id", "row_group_num_rows", "row_group_num_columns",
                       "row_group_bytes", "column_id", "file_offset", "num_values"});
  add(TypeId::kVarchar, {"path_in_schema", "type", "stats_min", "stats_max"});
  add(TypeId::kInt64, {"stats_null_count", "stats_distinct_count"});
  add(TypeId::kVarchar, {"stats_min_value", "stats_max_value", "compression", "encodings"});
  add(TypeId::kInt64, {"index_page_offset", "dictionary_page_offset", "data_page_offset",
                       "total_compressed_size", "total_uncompressed_size"});
  add(KeyValueType(), {"key_value_metadata"});
  add(TypeId::kInt64, {"bloom_filter_offset", "bloom_filter_length"});
  add(TypeId::kBoolean, {"min_is_exact", "max_is_exact"});
  add(TypeId::kInt64, {"row_group_compressed_bytes"});
  return schema;
}

const char* RepetitionOf(const ::parquet::schema::Node& node) {
  if (node.is_required()) return "REQUIRED";
  return node.is_optional() ? "OPTIONAL" : "REPEATED";
}

/// Adds an element of the schema and those below.
void AddElement(const std::string& path, const ::parquet::schema::Node& node, MetadataRows& out) {
  std::vector<Value> row = {Text(path), Text(node.name())};
  const auto number = static_cast<int64_t>(out.rows.size());
  const auto* group =
      node.is_group() ? static_cast<const ::parquet::schema::GroupNode*>(&node) : nullptr;
  const auto* leaf =
      node.is_primitive() ? static_cast<const ::parquet::schema::PrimitiveNode*>(&node) : nullptr;
  const bool is_fixed =
      leaf != nullptr && leaf->physical_type() == ::parquet::Type::FIXED_LEN_BYTE_ARRAY;
  const bool is_decimal =
      leaf != nullptr && node.converted_type() == ::parquet::ConvertedType::DECIMAL;
  const bool is_converted = node.converted_type() != ::parquet::ConvertedType::NONE &&
                            node.converted_type() != ::parquet::ConvertedType::UNDEFINED;
  const bool has_logical = node.logical_type() != nullptr && !node.logical_type()->is_none() &&
                           node.logical_type()->is_valid();
  row.push_back(leaf != nullptr ? Text(::parquet::TypeToString(leaf->physical_type())) : NoText());
  row.push_back(is_fixed ? Text(std::to_string(leaf->type_length())) : NoText());
  row.push_back(Text(RepetitionOf(node)));
  row.push_back(group != nullptr ? Number(group->field_count()) : NoNumber());
  row.push_back(is_converted ? Text(::parquet::ConvertedTypeToString(node.converted_type()))
                             : NoText());
  row.push_back(is_decimal ? Number(leaf->decimal_metadata().scale) : NoNumber());
  row.push_back(is_decimal ? Number(leaf->decimal_metadata().precision) : NoNumber());
  row.push_back(node.field_id() >= 0 ? Number(node.field_id()) : NoNumber());
  row.push_back(has_logical ? Text(node.logical_type()->ToString()) : NoText());
  row.push_back(Number(number));
  out.rows.push_back(std::move(row));
  for (int i = 0; group != nullptr && i < group->field_count(); ++i) {
    AddElement(path, *group->field(i), out);
  }
}

}  // namespace

MetadataRows DescribeChunks(const RandomAccessFile& file) {
  const Footer footer(file);
  MetadataRows out{ChunksSchema(), {}};
  for (int g = 0; g < footer.stored->num_row_groups(); ++g) {
    const auto group = footer.stored->RowGroup(g);
    const RowGroupMetadata& ours = footer.ours->row_groups[static_cast<size_t>(g)];
    int64_t compressed = 0;
    for (int c = 0; c < group->num_columns(); ++c) {
      compressed += group->ColumnChunk(c)->total_compressed_size();
    }
    for (int c = 0; c < group->num_columns(); ++c) {
      const auto chunk = group->ColumnChunk(c);
      const auto place = static_cast<size_t>(c);
      std::vector<Value> row = {Text(file.path()),
                                Number(g),
                                Number(group->num_rows()),
                                Number(group->num_columns()),
                                Number(group->total_byte_size()),
                                Number(c),
                                Number(chunk->file_offset()),
                                Number(chunk->num_values()),
                                Text(PathOf(*chunk)),
                                Text(::parquet::TypeToString(chunk->type()))};
      AddBounds(footer.ours->leaves[place], ours.chunks[place], *chunk, group->num_rows(), row);
      AddPlaces(*chunk, row);
      const auto statistics = chunk->encoded_statistics();
      const auto exact = [&](const std::optional<bool>& said) {
        return said ? Value::Boolean(*said) : Value(TypeId::kBoolean);
      };
      row.push_back(statistics ? exact(statistics->is_min_value_exact) : Value(TypeId::kBoolean));
      row.push_back(statistics ? exact(statistics->is_max_value_exact) : Value(TypeId::kBoolean));
      row.push_back(Number(compressed));
      out.rows.push_back(std::move(row));
    }
  }
  return out;
}

MetadataRows DescribeSchema(const RandomAccessFile& file) {
  const Footer footer(file);
  MetadataRows out;
  for (const char* name : {"file_name", "name", "type", "type_length", "repetition_type"}) {
    out.schema.push_back({name, TypeId::kVarchar, true});
  }
  out.schema.push_back({"num_children", TypeId::kInt64, true});
  out.schema.push_back({"converted_type", TypeId::kVarchar, true});
  for (const char* name : {"scale", "precision", "field_id"}) {
    out.schema.push_back({name, TypeId::kInt64, true});
  }
  out.schema.push_back({"logical_type", TypeId::kVarchar, true});
  out.schema.push_back({"column_id", TypeId::kInt64, true});
  AddElement(file.path(), *footer.stored->schema()->group_node(), out);
  return out;
}

MetadataRows DescribeFile(const RandomAccessFile& file) {
  const Footer footer(file);
  const bool first = footer.stored->version() == ::parquet::ParquetVersion::PARQUET_1_0;
  MetadataRows out;
  out.schema = {{"file_name", TypeId::kVarchar, true},    {"created_by", TypeId::kVarchar, true},
                {"num_rows", TypeId::kInt64, true},       {"num_row_groups", TypeId::kInt64, true},
                {"format_version", TypeId::kInt64, true}, {"file_size_bytes", TypeId::kInt64, true},
                {"footer_size", TypeId::kInt64, true}};
  out.rows.push_back({Text(file.path()), Text(footer.stored->created_by()),
                      Number(footer.stored->num_rows()), Number(footer.stored->num_row_groups()),
                      Number(first ? 1 : 2), Number(static_cast<int64_t>(file.size())),
                      Number(static_cast<int64_t>(footer.bytes.size()))});
  return out;
}

MetadataRows DescribeKeyValues(const RandomAccessFile& file) {
  const Footer footer(file);
  MetadataRows out;
  out.schema = {{"file_name", TypeId::kVarchar, true},
                {"key", TypeId::kBlob, true},
                {"value", TypeId::kBlob, true}};
  const auto& pairs = footer.stored->key_value_metadata();
  for (int64_t i = 0; pairs != nullptr && i < pairs->size(); ++i) {
    out.rows.push_back(
        {Text(file.path()), Value::Blob(pairs->key(i)), Value::Blob(pairs->value(i))});
  }
  return out;
}

MetadataRows ProbeBloomFilters(const RandomAccessFile& file, const std::string& column,
                               const Value& value) {
  const FileMetadataPtr metadata = ReadFileMetadata(file);
  int leaf = -1;
  for (const SchemaNode& node : metadata->columns) {
    if (AsciiLower(node.name) == AsciiLower(column) && node.IsFlat()) leaf = node.leaf;
  }
  if (leaf < 0) {
    throw UserError(ErrorCode::kUnknownColumn,
                    "\"" + file.path() + "\" has no column \"" + column + "\" of single values");
  }
  const auto place = static_cast<size_t>(leaf);
  const Value wanted = CastValue(value, metadata->leaves[place].type);
  MetadataRows out;
  out.schema = {{"file_name", TypeId::kVarchar, true},
                {"row_group_id", TypeId::kInt64, true},
                {"bloom_filter_excludes", TypeId::kBoolean, true}};
  for (size_t g = 0; g < metadata->row_groups.size(); ++g) {
    const ChunkMetadata& chunk = metadata->row_groups[g].chunks[place];
    bool excludes = false;
    if (chunk.bloom_offset > 0) {
      auto filter = BloomFilter::Open(file, metadata->leaves[place], chunk.bloom_offset, 1);
      excludes = filter && !filter->MayContain(wanted);
    }
    out.rows.push_back(
        {Text(file.path()), Number(static_cast<int64_t>(g)), Value::Boolean(excludes)});
  }
  return out;
}

}  // namespace lakebolt::parquet_format
