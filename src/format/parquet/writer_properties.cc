#include "format/parquet/writer_properties.h"

#include <arrow/type.h>
#include <arrow/util/compression.h>
#include <arrow/util/key_value_metadata.h>
#include <parquet/arrow/schema.h>
#include <parquet/properties.h>
#include <parquet/schema.h>

#include <algorithm>
#include <functional>
#include <set>

#include "base/ascii.h"
#include "base/error.h"

namespace lakebolt::parquet_format {

namespace {

using Properties = ::parquet::WriterProperties::Builder;

[[noreturn]] void Refuse(const std::string& what, const std::string& hint = "") {
  throw UserError(ErrorCode::kInvalidArgument, what, {}, hint);
}

::parquet::Compression::type CodecOf(const std::string& name) {
  const std::string folded = AsciiLower(name);
  if (folded == "none" || folded == "uncompressed") return ::parquet::Compression::UNCOMPRESSED;
  if (folded == "snappy") return ::parquet::Compression::SNAPPY;
  if (folded == "gzip") return ::parquet::Compression::GZIP;
  if (folded == "zstd") return ::parquet::Compression::ZSTD;
  if (folded == "lz4" || folded == "lz4_raw") return ::parquet::Compression::LZ4;
  if (folded == "brotli") return ::parquet::Compression::BROTLI;
  Refuse("there is no Parquet codec \"" + name + "\"",
         "there is uncompressed, snappy, gzip, zstd, lz4_raw and brotli");
}

void CheckLevel(const ParquetWriteOptions& options, ::parquet::Compression::type codec) {
  if (!options.level) return;
  const auto least = arrow::util::Codec::MinimumCompressionLevel(codec);
  const auto most = arrow::util::Codec::MaximumCompressionLevel(codec);
  if (!least.ok() || !most.ok()) Refuse("the codec " + options.codec + " has no levels");
  if (*options.level >= *least && *options.level <= *most) return;
  Refuse("the codec " + options.codec + " has no level " + std::to_string(*options.level),
         "levels are " + std::to_string(*least) + " to " + std::to_string(*most));
}

::parquet::Encoding::type EncodingOf(const std::string& name) {
  const std::string folded = AsciiLower(name);
  if (folded == "plain") return ::parquet::Encoding::PLAIN;
  if (folded == "rle") return ::parquet::Encoding::RLE;
  if (folded == "delta_binary_packed") return ::parquet::Encoding::DELTA_BINARY_PACKED;
  if (folded == "delta_length_byte_array") return ::parquet::Encoding::DELTA_LENGTH_BYTE_ARRAY;
  if (folded == "delta_byte_array") return ::parquet::Encoding::DELTA_BYTE_ARRAY;
  if (folded == "byte_stream_split") return ::parquet::Encoding::BYTE_STREAM_SPLIT;
  Refuse("there is no Parquet encoding \"" + name + "\"",
         "there is plain, rle, delta_binary_packed, delta_length_byte_array, delta_byte_array and "
         "byte_stream_split");
}

bool SuitsType(::parquet::Encoding::type encoding, ::parquet::Type::type type) {
  using ::parquet::Encoding;
  using ::parquet::Type;
  switch (encoding) {
    case Encoding::RLE: return type == Type::BOOLEAN;
    case Encoding::DELTA_BINARY_PACKED: return type == Type::INT32 || type == Type::INT64;
    case Encoding::DELTA_LENGTH_BYTE_ARRAY: return type == Type::BYTE_ARRAY;
    case Encoding::DELTA_BYTE_ARRAY:
      return type == Type::BYTE_ARRAY || type == Type::FIXED_LEN_BYTE_ARRAY;
    case Encoding::BYTE_STREAM_SPLIT: return type != Type::BYTE_ARRAY && type != Type::BOOLEAN;
    default: return true;
  }
}

/// Knows the leaves of each column of a file's schema.
class Leaves {
 public:
  explicit Leaves(const arrow::Schema& schema) {
    const auto made = ::parquet::arrow::ToParquetSchema(
        &schema, *::parquet::default_writer_properties(), &leaves_);
    if (!made.ok()) throw UserError(ErrorCode::kNotSupported, made.message());
  }

  const ::parquet::SchemaDescriptor& schema() const { return *leaves_; }

  /// Calls `use` with each leaf of a column; throws when there is no such column.
  void ForEach(const std::string& column,
               const std::function<void(const ::parquet::ColumnDescriptor&)>& use) const {
    bool found = false;
    for (int i = 0; i < leaves_->num_columns(); ++i) {
      const ::parquet::ColumnDescriptor& leaf = *leaves_->Column(i);
      if (AsciiLower(leaves_->GetColumnRoot(i)->name()) != AsciiLower(column)) continue;
      use(leaf);
      found = true;
    }
    if (!found) Refuse("there is no column \"" + column + "\" to be written");
  }

 private:
  std::shared_ptr<::parquet::SchemaDescriptor> leaves_;
};

void ChooseEncodings(const Leaves& leaves, const ParquetWriteOptions& options, Properties& out) {
  if (!options.dictionary.all) out.disable_dictionary();
  for (const std::string& name : options.dictionary.names) {
    leaves.ForEach(name, [&](const auto& leaf) { out.enable_dictionary(leaf.path()); });
  }
  for (const auto& [name, text] : options.encodings) {
    const bool wants_dictionary = AsciiLower(text) == "dictionary";
    leaves.ForEach(name, [&, &column = name, &encoding_name = text](const auto& leaf) {
      if (wants_dictionary) {
        out.enable_dictionary(leaf.path());
        return;
      }
      const auto encoding = EncodingOf(encoding_name);
      if (!SuitsType(encoding, leaf.physical_type())) {
        Refuse("the encoding " + encoding_name + " does not suit the type of column \"" + column +
               "\"");
      }
      out.disable_dictionary(leaf.path())->encoding(leaf.path(), encoding);
    });
  }
}

void ChooseBloomFilters(const Leaves& leaves, const ParquetWriteOptions& options, Properties& out) {
  ::parquet::BloomFilterOptions filter;
  filter.fpp = options.bloom_false_positives;
  const auto enable = [&](const ::parquet::ColumnDescriptor& leaf) {
    if (leaf.physical_type() != ::parquet::Type::BOOLEAN) {
      out.enable_bloom_filter(leaf.path()->ToDotString(), filter);
    }
  };
  if (options.bloom_filters.all) {
    for (int i = 0; i < leaves.schema().num_columns(); ++i) enable(*leaves.schema().Column(i));
  }
  for (const std::string& name : options.bloom_filters.names) leaves.ForEach(name, enable);
}

/// Returns the order of the file; it ends at the first column that is nested.
std::vector<::parquet::SortingColumn> OrderOf(const Leaves& leaves, const arrow::Schema& schema,
                                              const ParquetWriteOptions& options) {
  std::vector<::parquet::SortingColumn> order;
  for (const OrderedColumn& column : options.sorted_by) {
    // Not among the columns is what names the file's folder: it is the same in all rows.
    if (schema.GetAllFieldIndices(column.name).empty()) continue;
    const int leaf = leaves.schema().ColumnIndex(column.name);
    if (leaf < 0 || schema.GetFieldIndex(column.name) < 0) break;
    order.push_back({leaf, column.descending, column.nulls_first});
  }
  return order;
}

/// Hands out ids, each once.
class FieldIds {
 public:
  std::shared_ptr<arrow::Field> Give(const std::shared_ptr<arrow::Field>& field,
                                     const FieldId& given) {
    std::shared_ptr<arrow::Field> out = field->WithType(GiveChildren(*field->type(), given));
    if (!given.id) return out;
    if (!taken_.insert(*given.id).second) {
      Refuse("the field id " + std::to_string(*given.id) + " is given twice");
    }
    return out->WithMetadata(
        arrow::key_value_metadata({"PARQUET:field_id"}, {std::to_string(*given.id)}));
  }

 private:
  static std::string NameOf(const arrow::DataType& parent, const arrow::Field& child, bool first) {
    switch (parent.id()) {
      case arrow::Type::LIST:
      case arrow::Type::LARGE_LIST:
      case arrow::Type::FIXED_SIZE_LIST: return "element";
      case arrow::Type::MAP: return first ? "key" : "value";
      default: return child.name();
    }
  }

  /// Gives ids to the parts of a type; nothing changes where none are given.
  std::shared_ptr<arrow::DataType> GiveChildren(const arrow::DataType& type, const FieldId& given) {
    if (given.children.empty()) return type.GetSharedPtr();
    const bool is_map = type.id() == arrow::Type::MAP;
    const arrow::DataType& parent = is_map ? *type.field(0)->type() : type;
    std::vector<std::shared_ptr<arrow::Field>> fields;
    size_t used = 0;
    for (int i = 0; i < parent.num_fields(); ++i) {
      const auto found = given.children.find(NameOf(type, *parent.field(i), i == 0));
      used += found == given.children.end() ? 0 : 1;
      fields.push_back(found == given.children.end() ? parent.field(i)
                                                     : Give(parent.field(i), found->second));
    }
    if (used != given.children.size()) {
      Refuse("field_ids names a part that " + type.ToString() + " does not have");
    }
    switch (type.id()) {
      case arrow::Type::STRUCT: return arrow::struct_(std::move(fields));
      case arrow::Type::LIST: return arrow::list(fields[0]);
      case arrow::Type::LARGE_LIST: return arrow::large_list(fields[0]);
      case arrow::Type::MAP:
        return std::make_shared<arrow::MapType>(std::move(fields[0]), std::move(fields[1]));
      case arrow::Type::FIXED_SIZE_LIST:
        return arrow::fixed_size_list(
            fields[0], static_cast<const arrow::FixedSizeListType&>(type).list_size());
      default: Refuse("field_ids names parts of a column that has none");
    }
  }

  std::set<int32_t> taken_;
};

/// Numbers a field and all its parts.
FieldId Numbered(const arrow::Field& field, int32_t& next) {
  FieldId out;
  out.id = next++;
  const arrow::DataType& type = *field.type();
  if (type.id() == arrow::Type::MAP) {
    const arrow::DataType& entry = *type.field(0)->type();
    out.children["key"] = Numbered(*entry.field(0), next);
    out.children["value"] = Numbered(*entry.field(1), next);
    return out;
  }
  for (const auto& child : type.fields()) {
    const bool is_list = type.id() != arrow::Type::STRUCT;
    out.children[is_list ? "element" : child->name()] = Numbered(*child, next);
  }
  return out;
}

}  // namespace

std::shared_ptr<arrow::Schema> WithFieldIds(const std::shared_ptr<arrow::Schema>& schema,
                                            const ParquetWriteOptions& options) {
  if (options.field_ids.empty() && !options.numbers_fields) return schema;
  std::map<std::string, FieldId> given = options.field_ids;
  int32_t next = 0;
  for (int i = 0; options.numbers_fields && i < schema->num_fields(); ++i) {
    given[AsciiLower(schema->field(i)->name())] = Numbered(*schema->field(i), next);
  }
  FieldIds ids;
  std::vector<std::shared_ptr<arrow::Field>> fields;
  for (const auto& field : schema->fields()) {
    const auto found = given.find(AsciiLower(field->name()));
    fields.push_back(found == given.end() ? field : ids.Give(field, found->second));
    if (found != given.end()) given.erase(found);
  }
  if (!given.empty())
    Refuse("field_ids names the column \"" + given.begin()->first + "\", which is not written");
  return arrow::schema(std::move(fields), schema->metadata());
}

std::shared_ptr<::parquet::WriterProperties> PropertiesOf(const arrow::Schema& schema,
                                                          const ParquetWriteOptions& options) {
  const Leaves leaves(schema);
  const auto codec = CodecOf(options.codec);
  CheckLevel(options, codec);
  Properties out;
  out.version(::parquet::ParquetVersion::PARQUET_2_6)
      ->data_page_version(options.second_page_version ? ::parquet::ParquetDataPageVersion::V2
                                                      : ::parquet::ParquetDataPageVersion::V1)
      ->enable_store_decimal_as_integer()
      ->compression(codec)
      ->data_pagesize(options.page_bytes)
      ->dictionary_pagesize_limit(options.dictionary_bytes)
      ->max_row_group_length(options.row_group_rows);
  constexpr int kZstdLevel = 3;  // hardly slower than Arrow's 1, and a twentieth smaller
  if (options.level) {
    out.compression_level(*options.level);
  } else if (codec == ::parquet::Compression::ZSTD) {
    out.compression_level(kZstdLevel);
  }
  if (!options.page_index) out.disable_write_page_index();
  ChooseEncodings(leaves, options, out);
  ChooseBloomFilters(leaves, options, out);
  out.set_sorting_columns(OrderOf(leaves, schema, options));
  return out.build();
}

}  // namespace lakebolt::parquet_format
