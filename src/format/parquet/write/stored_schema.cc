#include "format/parquet/write/stored_schema.h"

#include <set>

#include "base/ascii.h"
#include "base/error.h"

namespace lakebolt::parquet_format {

namespace {

constexpr int kMostInt32Digits = 9;

/// Is how values of a type are stored.
struct Storage {
  PhysicalKind physical;
  Annotation annotation = Annotation::kNone;
  uint32_t fixed_width = 0;
};

Storage StorageOfDecimal(int precision) {
  if (precision <= kMostInt32Digits) return {PhysicalKind::kInt32, Annotation::kDecimal};
  if (precision <= kMaxDecimal64Precision) return {PhysicalKind::kInt64, Annotation::kDecimal};
  return {PhysicalKind::kFixed, Annotation::kDecimal, DecimalBytes(precision)};
}

Storage StorageOf(const LogicalType& type) {
  constexpr uint32_t kUuidBytes = 16;
  constexpr uint32_t kIntervalBytes = 12;
  switch (type.id()) {
    case TypeId::kNull: return {PhysicalKind::kInt32, Annotation::kUnknown};
    case TypeId::kBoolean: return {PhysicalKind::kBoolean};
    case TypeId::kInt32: return {PhysicalKind::kInt32};
    case TypeId::kInt8:
    case TypeId::kInt16:
    case TypeId::kUInt8:
    case TypeId::kUInt16:
    case TypeId::kUInt32: return {PhysicalKind::kInt32, Annotation::kInteger};
    case TypeId::kInt64: return {PhysicalKind::kInt64};
    case TypeId::kUInt64: return {PhysicalKind::kInt64, Annotation::kInteger};
    case TypeId::kFloat32: return {PhysicalKind::kFloat};
    case TypeId::kFloat64: return {PhysicalKind::kDouble};
    case TypeId::kInt128:
    case TypeId::kUInt128:
    case TypeId::kDecimal: return StorageOfDecimal(type.precision());
    case TypeId::kDate: return {PhysicalKind::kInt32, Annotation::kDate};
    case TypeId::kTime:
      return {type.unit() < TimeUnit::kMicro ? PhysicalKind::kInt32 : PhysicalKind::kInt64,
              Annotation::kTime};
    case TypeId::kTimestamp: return {PhysicalKind::kInt64, Annotation::kTimestamp};
    case TypeId::kInterval: return {PhysicalKind::kFixed, Annotation::kInterval, kIntervalBytes};
    case TypeId::kUuid: return {PhysicalKind::kFixed, Annotation::kUuid, kUuidBytes};
    case TypeId::kVarchar:
      return {PhysicalKind::kByteArray, type.IsJson() ? Annotation::kJson : Annotation::kString};
    case TypeId::kBit:
    case TypeId::kEnum:
    case TypeId::kBignum:
    case TypeId::kTimeTz: return {PhysicalKind::kByteArray, Annotation::kString};
    case TypeId::kBlob:
    case TypeId::kVariant: return {PhysicalKind::kByteArray};
    default: break;
  }
  throw UserError(ErrorCode::kNotSupported, "Parquet has no type for " + type.ToString(), {},
                  "cast it to VARCHAR");
}

/// Returns the type whose parameters the schema tells: whole numbers without a type of their own
/// are decimals.
LogicalType StoredType(const LogicalType& type) {
  if (type.id() == TypeId::kInt128) return LogicalType::Decimal(kMaxDecimal128Precision, 0);
  if (type.id() == TypeId::kUInt128) return LogicalType::Decimal(kMaxDecimal128Precision + 1, 0);
  return type;
}

/// Makes nodes, and hands out ids, each once.
class SchemaMaker {
 public:
  StoredNode Make(const std::string& name, const LogicalType& type, const FieldId& ids,
                  Repetition repetition = Repetition::kOptional) {
    StoredNode node;
    node.name = name;
    node.repetition = repetition;
    node.type = StoredType(type);
    if (ids.id) {
      if (!taken_.insert(*ids.id).second) {
        Refuse("the field id " + std::to_string(*ids.id) + " is given twice");
      }
      node.field_id = ids.id;
    }
    switch (type.id()) {
      case TypeId::kStruct: MakeStruct(type, ids, node); break;
      case TypeId::kList: MakeList(type, ids, node); break;
      case TypeId::kMap: MakeMap(type, ids, node); break;
      default: MakeLeaf(ids, node);
    }
    return node;
  }

  [[noreturn]] static void Refuse(const std::string& what) {
    throw UserError(ErrorCode::kInvalidArgument, what);
  }

 private:
  void MakeLeaf(const FieldId& ids, StoredNode& node) {
    if (!ids.children.empty()) Refuse("field_ids names parts of a column that has none");
    const Storage storage = StorageOf(node.type);
    node.physical = storage.physical;
    node.annotation = storage.annotation;
    node.fixed_width = storage.fixed_width;
  }

  void MakeStruct(const LogicalType& type, const FieldId& ids, StoredNode& node) {
    if (type.children().empty()) {
      throw UserError(ErrorCode::kNotSupported,
                      "column \"" + node.name + "\" is a struct without fields");
    }
    size_t used = 0;
    for (const Field& field : type.children()) {
      node.children.push_back(
          Make(field.name, field.type, PartIds(ids, field.name, used), Repetition::kOptional));
    }
    CheckAllUsed(type, ids, used);
  }

  void MakeList(const LogicalType& type, const FieldId& ids, StoredNode& node) {
    size_t used = 0;
    StoredNode entries;
    entries.name = "list";
    entries.repetition = Repetition::kRepeated;
    entries.children.push_back(Make("element", type.element(), PartIds(ids, "element", used)));
    CheckAllUsed(type, ids, used);
    node.annotation = Annotation::kList;
    node.children.push_back(std::move(entries));
  }

  void MakeMap(const LogicalType& type, const FieldId& ids, StoredNode& node) {
    size_t used = 0;
    const std::vector<Field>& entry = type.element().children();
    StoredNode entries;
    entries.name = "key_value";
    entries.repetition = Repetition::kRepeated;
    entries.children.push_back(
        Make("key", entry[0].type, PartIds(ids, "key", used), Repetition::kRequired));
    entries.children.push_back(Make("value", entry[1].type, PartIds(ids, "value", used)));
    CheckAllUsed(type, ids, used);
    node.annotation = Annotation::kMap;
    node.children.push_back(std::move(entries));
  }

  static const FieldId& PartIds(const FieldId& ids, const std::string& part, size_t& used) {
    static const FieldId kNone;
    const auto found = ids.children.find(part);
    if (found == ids.children.end()) return kNone;
    ++used;
    return found->second;
  }

  static void CheckAllUsed(const LogicalType& type, const FieldId& ids, size_t used) {
    if (used == ids.children.size()) return;
    Refuse("field_ids names a part that " + type.ToString() + " does not have");
  }

  std::set<int32_t> taken_;
};

/// Numbers a field and all its parts.
FieldId Numbered(const LogicalType& type, int32_t& next) {
  FieldId out;
  out.id = next++;
  switch (type.id()) {
    case TypeId::kStruct:
      for (const Field& field : type.children()) {
        out.children[field.name] = Numbered(field.type, next);
      }
      break;
    case TypeId::kList: out.children["element"] = Numbered(type.element(), next); break;
    case TypeId::kMap:
      out.children["key"] = Numbered(type.element().children()[0].type, next);
      out.children["value"] = Numbered(type.element().children()[1].type, next);
      break;
    default: break;
  }
  return out;
}

void CollectLeaves(const StoredNode& node, StoredLeaf above, std::vector<StoredLeaf>& out) {
  above.path.push_back(node.name);
  above.max_definition += node.repetition == Repetition::kRequired ? 0 : 1;
  above.max_repetition += node.repetition == Repetition::kRepeated ? 1 : 0;
  for (const StoredNode& child : node.children) CollectLeaves(child, above, out);
  if (!node.physical) return;
  above.physical = *node.physical;
  above.fixed_width = node.fixed_width;
  above.type = node.type;
  out.push_back(std::move(above));
}

}  // namespace

uint32_t DecimalBytes(int precision) {
  constexpr double kBitsPerDigit = 3.3219280948873626;
  constexpr int kBitsPerByte = 8;
  const auto bits = static_cast<uint32_t>(precision * kBitsPerDigit) + 2;  // the sign is one
  return (bits + kBitsPerByte - 1) / kBitsPerByte;
}

StoredSchema StoredSchemaOf(const Schema& columns, const ParquetWriteOptions& options) {
  std::map<std::string, FieldId> given = options.field_ids;
  int32_t next = 0;
  for (const Field& column : columns) {
    if (options.numbers_fields) given[AsciiLower(column.name)] = Numbered(column.type, next);
  }
  StoredSchema out;
  SchemaMaker maker;
  for (const Field& column : columns) {
    const auto ids = given.extract(AsciiLower(column.name));
    out.columns.push_back(
        maker.Make(column.name, column.type, ids.empty() ? FieldId() : ids.mapped()));
    StoredLeaf root;
    root.column = out.columns.size() - 1;
    CollectLeaves(out.columns.back(), root, out.leaves);
  }
  if (!given.empty()) {
    SchemaMaker::Refuse("field_ids names the column \"" + given.begin()->first +
                        "\", which is not written");
  }
  return out;
}

}  // namespace lakebolt::parquet_format
