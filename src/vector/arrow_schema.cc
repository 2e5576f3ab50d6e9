// Types to and from the format strings of the Arrow C Data interface.

#include <algorithm>
#include <charconv>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/utf8.h"
#include "types/array_type.h"
#include "types/enum_labels.h"
#include "types/union_type.h"
#include "vector/arrow_export.h"
#include "vector/arrow_format.h"
#include "vector/arrow_import.h"

namespace lakebolt {

namespace {

char UnitLetter(TimeUnit unit) {
  constexpr char kLetters[] = {'s', 'm', 'u', 'n'};
  return kLetters[static_cast<int>(unit)];
}

TimeUnit UnitOf(char letter) {
  switch (letter) {
    case 's': return TimeUnit::kSecond;
    case 'm': return TimeUnit::kMilli;
    case 'u': return TimeUnit::kMicro;
    default: return TimeUnit::kNano;
  }
}

/// Returns the format of an ENUM's codes; the labels are the field's dictionary.
const char* FormatOfCodes(PhysicalType physical) {
  if (physical == PhysicalType::kUInt8) return "C";
  return physical == PhysicalType::kUInt16 ? "S" : "I";
}

/// Returns the format of a sparse union whose type codes are the members' numbers.
std::string FormatOfUnion(const LogicalType& type) {
  std::string out = "+us:0";
  for (uint32_t i = 1; i < UnionSize(type); ++i) out += "," + std::to_string(i);
  return out;
}

/// Returns the format of what leaves as text or, but for its letter, as bytes.
std::string FormatOfTexts(char letter, ArrowTexts texts) {
  return texts == ArrowTexts::kViews ? std::string("v") + letter : std::string(1, letter);
}

std::string FormatOf(const LogicalType& type, ArrowTexts texts) {
  switch (type.id()) {
    case TypeId::kNull: return "n";
    case TypeId::kBoolean: return "b";
    case TypeId::kInt8: return "c";
    case TypeId::kInt16: return "s";
    case TypeId::kInt32: return "i";
    case TypeId::kInt64: return "l";
    case TypeId::kUInt8: return "C";
    case TypeId::kUInt16: return "S";
    case TypeId::kUInt32: return "I";
    case TypeId::kUInt64: return "L";
    case TypeId::kInt128: return "d:38,0";
    case TypeId::kUInt128: return "d:39,0,256";
    case TypeId::kFloat32: return "f";
    case TypeId::kFloat64: return "g";
    case TypeId::kDecimal:
      return "d:" + std::to_string(type.precision()) + "," + std::to_string(type.scale()) +
             (type.physical() == PhysicalType::kInt256 ? ",256" : "");
    case TypeId::kDate: return "tdD";
    case TypeId::kTime: return std::string("tt") + UnitLetter(type.unit());
    case TypeId::kTimestamp:
      return std::string("ts") + UnitLetter(type.unit()) + ":" + (type.with_zone() ? "UTC" : "");
    case TypeId::kInterval: return "tin";
    case TypeId::kBlob:
    case TypeId::kVariant: return FormatOfTexts('z', texts);
    case TypeId::kVarchar:
    case TypeId::kBit:
    case TypeId::kBignum:
    case TypeId::kTimeTz: return FormatOfTexts('u', texts);
    case TypeId::kEnum: return FormatOfCodes(type.physical());
    case TypeId::kUuid: return "w:16";
    case TypeId::kStruct: return "+s";
    case TypeId::kList: {
      const uint32_t size = ArraySize(type);
      return size == 0 ? "+l" : "+w:" + std::to_string(size);
    }
    case TypeId::kMap: return "+m";
    case TypeId::kUnion: return FormatOfUnion(type);
  }
  throw InternalError("type without Arrow format");
}

/// Owns what an exported ArrowSchema points to.
struct SchemaOwner {
  std::string format;
  std::string name;
  std::string metadata;
  std::vector<ArrowSchema> children;
  std::vector<ArrowSchema*> child_pointers;
  ArrowSchema dictionary = {};
};

void ReleaseSchema(ArrowSchema* schema) {
  auto* owner = static_cast<SchemaOwner*>(schema->private_data);
  for (ArrowSchema& child : owner->children) {
    if (child.release != nullptr) child.release(&child);
  }
  if (owner->dictionary.release != nullptr) owner->dictionary.release(&owner->dictionary);
  delete owner;
  schema->release = nullptr;
}

void AppendInt32(int32_t value, std::string& out) {
  out.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

constexpr std::string_view kExtensionKey = "ARROW:extension:name";
/// Under which Polars keeps the labels of its type Enum: of each its length, `;` and itself. A
/// schema has no other place for them, whose dictionaries come with the rows.
constexpr std::string_view kLabelsKey = "_PL_ENUM_VALUES2";

/// Encodes one key-value pair.
std::string Metadata(std::string_view key, std::string_view value) {
  std::string out;
  AppendInt32(1, out);
  AppendInt32(static_cast<int32_t>(key.size()), out);
  out += key;
  AppendInt32(static_cast<int32_t>(value.size()), out);
  out += value;
  return out;
}

std::string EncodeLabels(const EnumLabels& labels) {
  std::string out;
  for (const std::string& label : labels.labels()) {
    out += std::to_string(label.size()) + ";" + label;
  }
  return out;
}

/// Reads what EncodeLabels writes; returns nothing for anything else.
std::vector<std::string> DecodeLabels(std::string_view text) {
  std::vector<std::string> labels;
  while (!text.empty()) {
    uint32_t size = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
    const auto digits = static_cast<size_t>(end - text.data());
    if (error != std::errc() || digits >= text.size() || text[digits] != ';') return {};
    text.remove_prefix(digits + 1);
    if (size > text.size() || !IsUtf8(text.substr(0, size))) return {};
    labels.emplace_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return labels;
}

void ExportField(const Field& field, ArrowTexts texts, ArrowSchema* out) {
  auto owner = std::make_unique<SchemaOwner>();
  owner->format = FormatOf(field.type, texts);
  owner->name = field.name;
  if (field.type.id() == TypeId::kUuid) {
    owner->metadata = Metadata(kExtensionKey, "arrow.uuid");
  }
  // The tags of a union are no child in Arrow.
  const size_t first = field.type.id() == TypeId::kUnion ? 1 : 0;
  owner->children.resize(field.type.children().size() - first);
  for (size_t i = 0; i < owner->children.size(); ++i) {
    Field child = field.type.children()[i + first];
    if (field.type.id() == TypeId::kList) child.name = "item";
    ExportField(child, texts, &owner->children[i]);
    owner->child_pointers.push_back(&owner->children[i]);
  }
  const bool is_enum = field.type.id() == TypeId::kEnum;
  if (is_enum) {
    owner->metadata = Metadata(kLabelsKey, EncodeLabels(field.type.labels()));
    ExportField({"", TypeId::kVarchar, false}, ArrowTexts::kOffsets, &owner->dictionary);
  }
  *out = ArrowSchema{owner->format.c_str(),
                     owner->name.c_str(),
                     owner->metadata.empty() ? nullptr : owner->metadata.data(),
                     field.nullable ? ARROW_FLAG_NULLABLE : 0,
                     static_cast<int64_t>(owner->children.size()),
                     owner->child_pointers.data(),
                     is_enum ? &owner->dictionary : nullptr,
                     ReleaseSchema,
                     nullptr};
  out->private_data = owner.release();
}

// Reading a schema may recurse as deep as it nests.
constexpr int kDeepest = 200;

[[noreturn]] void Unsupported(const ArrowSchema& schema) {
  throw UserError(ErrorCode::kNotSupported,
                  "column \"" + std::string(schema.name != nullptr ? schema.name : "") +
                      "\" has Arrow type \"" + schema.format + "\", which is not supported");
}

/// Returns the value of a key of the metadata, or nothing.
std::string_view MetadataOf(const ArrowSchema& schema, std::string_view wanted) {
  const char* at = schema.metadata;
  if (at == nullptr) return {};
  const auto take_int = [&at] {
    int32_t value;
    std::memcpy(&value, at, sizeof(value));
    at += sizeof(value);
    return value;
  };
  const auto take_text = [&]() -> std::string_view {
    const auto size = static_cast<size_t>(std::max(take_int(), 0));
    const std::string_view text(at, size);
    at += size;
    return text;
  };
  for (int32_t pairs = take_int(); pairs > 0; --pairs) {
    const bool is_wanted = take_text() == wanted;
    const std::string_view value = take_text();
    if (is_wanted) return value;
  }
  return {};
}

LogicalType ImportType(const ArrowSchema& schema, int depth);

Field ImportField(const ArrowSchema& schema, int depth) {
  const char* name = schema.name != nullptr ? schema.name : "";
  if (!IsUtf8(name)) {
    throw UserError(ErrorCode::kCorruptData,
                    std::string("the Arrow column \"") + name + "\" has a name that is not UTF-8");
  }
  return {name, ImportType(schema, depth), (schema.flags & ARROW_FLAG_NULLABLE) != 0};
}

LogicalType ImportDecimal(const ArrowSchema& schema, const std::string& format) {
  const size_t comma = format.find(',');
  if (comma == std::string::npos) Unsupported(schema);
  const size_t second = format.find(',', comma + 1);
  const std::string_view bits = second == std::string::npos ? "" : &format[second];
  if (bits != "" && bits != ",32" && bits != ",64" && bits != ",128" && bits != ",256") {
    Unsupported(schema);
  }
  return LogicalType::Decimal(static_cast<int>(ArrowFormatNumber(schema, 2)),
                              static_cast<int>(ArrowFormatNumber(schema, comma + 1)));
}

LogicalType ImportTemporal(const ArrowSchema& schema, const std::string& format) {
  if (format == "tdD" || format == "tdm") return TypeId::kDate;
  if (format.starts_with("tt")) {
    return LogicalType::Time(format[2] == 'n' ? TimeUnit::kNano : TimeUnit::kMicro);
  }
  if (format.starts_with("ts")) return LogicalType::Timestamp(UnitOf(format[2]), format.size() > 4);
  if (format == "tin" || format.starts_with("tD")) return TypeId::kInterval;
  Unsupported(schema);
}

/// Reads all children, of which there have to be `count` unless that is -1.
std::vector<Field> ImportChildren(const ArrowSchema& schema, int64_t count, int depth) {
  if (count >= 0 && schema.n_children != count) Unsupported(schema);
  std::vector<Field> fields;
  for (int64_t i = 0; i < schema.n_children; ++i) {
    fields.push_back(ImportField(*schema.children[i], depth));
  }
  return fields;
}

LogicalType ImportNested(const ArrowSchema& schema, const std::string& format, int depth) {
  if (depth == kDeepest) {
    throw UserError(ErrorCode::kTooComplex,
                    "the schema nests deeper than " + std::to_string(kDeepest) + " levels");
  }
  if (format == "+s") return LogicalType::Struct(ImportChildren(schema, -1, depth + 1));
  if (format.starts_with("+us:") || format.starts_with("+ud:")) {
    return LogicalType::Union(ImportChildren(schema, -1, depth + 1));
  }
  if (format == "+r") {
    const std::vector<Field> runs = ImportChildren(schema, 2, depth + 1);
    const TypeId ends = runs[0].type.id();
    if (ends != TypeId::kInt16 && ends != TypeId::kInt32 && ends != TypeId::kInt64) {
      Unsupported(schema);
    }
    return runs[1].type;
  }
  if (format == "+m") {
    const LogicalType entry = ImportChildren(schema, 1, depth + 1)[0].type;
    if (entry.id() != TypeId::kStruct || entry.children().size() != 2) Unsupported(schema);
    return LogicalType::Map(entry.children()[0].type, entry.children()[1].type);
  }
  if (format.starts_with("+w:")) {
    const LogicalType element = ImportChildren(schema, 1, depth + 1)[0].type;
    const auto size = static_cast<uint32_t>(ArrowFormatNumber(schema, 3));
    return size == 0 ? LogicalType::List(element) : ArrayType(element, size);
  }
  if (format == "+l" || format == "+L" || format == "+vl" || format == "+vL") {
    return LogicalType::List(ImportChildren(schema, 1, depth + 1)[0].type);
  }
  Unsupported(schema);
}

bool IsCodeFormat(std::string_view format) {
  return format.size() == 1 && std::string_view("cCsSiIlL").find(format) != std::string_view::npos;
}

LogicalType ImportType(const ArrowSchema& schema, int depth) {
  if (schema.format == nullptr) {
    throw UserError(ErrorCode::kCorruptData, "an Arrow column without a type");
  }
  const std::string format = schema.format;
  if (schema.dictionary != nullptr) {
    if (!IsCodeFormat(format) || depth == kDeepest) Unsupported(schema);
    LogicalType type = ImportType(*schema.dictionary, depth + 1);
    std::vector<std::string> labels = DecodeLabels(MetadataOf(schema, kLabelsKey));
    if (type != TypeId::kVarchar || labels.empty()) return type;
    return LogicalType::Enum(std::move(labels));
  }
  if (format.starts_with("+")) return ImportNested(schema, format, depth);
  if (format.starts_with("d:")) return ImportDecimal(schema, format);
  if (format.starts_with("t")) return ImportTemporal(schema, format);
  if (format.starts_with("w:")) {
    constexpr int64_t kUuidBytes = 16;
    const bool is_uuid = ArrowFormatNumber(schema, 2) == kUuidBytes;
    return is_uuid && MetadataOf(schema, kExtensionKey) == "arrow.uuid" ? TypeId::kUuid
                                                                        : TypeId::kBlob;
  }
  static constexpr std::pair<const char*, TypeId> kPlain[] = {
      {"n", TypeId::kNull},     {"b", TypeId::kBoolean}, {"c", TypeId::kInt8},
      {"s", TypeId::kInt16},    {"i", TypeId::kInt32},   {"l", TypeId::kInt64},
      {"C", TypeId::kUInt8},    {"S", TypeId::kUInt16},  {"I", TypeId::kUInt32},
      {"L", TypeId::kUInt64},   {"e", TypeId::kFloat32}, {"f", TypeId::kFloat32},
      {"g", TypeId::kFloat64},  {"u", TypeId::kVarchar}, {"U", TypeId::kVarchar},
      {"vu", TypeId::kVarchar}, {"z", TypeId::kBlob},    {"Z", TypeId::kBlob},
      {"vz", TypeId::kBlob}};
  for (const auto& [name, type] : kPlain) {
    if (format == name) return type;
  }
  Unsupported(schema);
}

}  // namespace

void ExportSchema(const Schema& schema, ArrowSchema* out, ArrowTexts texts) {
  ExportField({"", LogicalType::Struct(schema), false}, texts, out);
}

int64_t ArrowFormatNumber(const ArrowSchema& schema, size_t at) {
  const std::string_view format = schema.format;
  int32_t number = -1;
  if (at < format.size()) {
    std::from_chars(format.data() + at, format.data() + format.size(), number);
  }
  if (number < 0) Unsupported(schema);
  return number;
}

Schema ImportSchema(const ArrowSchema& schema) {
  if (schema.format == nullptr || std::strcmp(schema.format, "+s") != 0) {
    throw UserError(ErrorCode::kTypeMismatch, "an Arrow table must be a struct of columns");
  }
  return ImportChildren(schema, -1, 0);
}

}  // namespace lakebolt
