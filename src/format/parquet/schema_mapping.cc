#include "format/parquet/schema_mapping.h"

#include <parquet/schema.h>

#include "base/error.h"

namespace lakebolt::parquet_format {

namespace {

using ::parquet::schema::GroupNode;
using ::parquet::schema::Node;
using ::parquet::schema::PrimitiveNode;
using Annotation = ::parquet::LogicalType;

constexpr int kMaxNesting = 200;
constexpr int kHalfBytes = 2;
constexpr int kUuidBytes = 16;
constexpr int kIntervalBytes = 12;

struct Mapped {
  LogicalType type;
  Conversion conversion = Conversion::kNone;
};

TimeUnit UnitOf(Annotation::TimeUnit::unit unit) {
  switch (unit) {
    case Annotation::TimeUnit::MILLIS: return TimeUnit::kMilli;
    case Annotation::TimeUnit::MICROS: return TimeUnit::kMicro;
    case Annotation::TimeUnit::NANOS: return TimeUnit::kNano;
    default: throw UserError(ErrorCode::kCorruptData, "a timestamp column has no known unit");
  }
}

Mapped MapInteger(const ::parquet::IntLogicalType& type, PhysicalKind physical) {
  const bool is_signed = type.is_signed();
  if (physical == PhysicalKind::kInt64) return {is_signed ? TypeId::kInt64 : TypeId::kUInt64};
  switch (type.bit_width()) {
    case 8: return {is_signed ? TypeId::kInt8 : TypeId::kUInt8, Conversion::kNarrow};
    case 16: return {is_signed ? TypeId::kInt16 : TypeId::kUInt16, Conversion::kNarrow};
    default: return {is_signed ? TypeId::kInt32 : TypeId::kUInt32};
  }
}

Mapped MapDecimal(const ::parquet::DecimalLogicalType& type, PhysicalKind physical) {
  if (type.precision() > kMaxDecimalPrecision) {
    throw UserError(ErrorCode::kNotSupported, "decimals of " + std::to_string(type.precision()) +
                                                  " digits are not supported (at most " +
                                                  std::to_string(kMaxDecimalPrecision) + ")");
  }
  const LogicalType mapped = LogicalType::Decimal(type.precision(), type.scale());
  switch (physical) {
    case PhysicalKind::kInt32: return {mapped, Conversion::kWiden};
    case PhysicalKind::kInt64: {
      const bool same = type.precision() <= kMaxDecimal64Precision;
      return {mapped, same ? Conversion::kNone : Conversion::kWidenInt64};
    }
    default: return {mapped, Conversion::kDecimal};
  }
}

/// Maps a leaf without a (known) annotation by its physical type alone.
Mapped MapPlain(PhysicalKind physical) {
  switch (physical) {
    case PhysicalKind::kBoolean: return {TypeId::kBoolean};
    case PhysicalKind::kInt32: return {TypeId::kInt32};
    case PhysicalKind::kInt64: return {TypeId::kInt64};
    case PhysicalKind::kInt96:
      return {LogicalType::Timestamp(TimeUnit::kMicro), Conversion::kInt96};
    case PhysicalKind::kFloat: return {TypeId::kFloat32};
    case PhysicalKind::kDouble: return {TypeId::kFloat64};
    case PhysicalKind::kByteArray: return {TypeId::kBlob};
    case PhysicalKind::kFixed: return {TypeId::kBlob, Conversion::kBytes};
  }
  throw InternalError("unknown physical type");
}

Mapped MapTime(const ::parquet::TimeLogicalType& type) {
  const TimeUnit unit = UnitOf(type.time_unit());
  if (unit == TimeUnit::kMilli) {
    return {LogicalType::Time(TimeUnit::kMicro), Conversion::kMillisToMicros};
  }
  return {LogicalType::Time(unit)};
}

Mapped MapLeafType(const PrimitiveNode& node, PhysicalKind physical) {
  const auto& annotation = node.logical_type();
  const int width = node.type_length();
  switch (annotation ? annotation->type() : Annotation::Type::NONE) {
    case Annotation::Type::STRING:
    case Annotation::Type::ENUM:
    case Annotation::Type::JSON:
      if (physical == PhysicalKind::kByteArray) return {TypeId::kVarchar};
      break;
    case Annotation::Type::DECIMAL:
      return MapDecimal(static_cast<const ::parquet::DecimalLogicalType&>(*annotation), physical);
    case Annotation::Type::DATE: return {TypeId::kDate};
    case Annotation::Type::TIME:
      return MapTime(static_cast<const ::parquet::TimeLogicalType&>(*annotation));
    case Annotation::Type::TIMESTAMP: {
      const auto& type = static_cast<const ::parquet::TimestampLogicalType&>(*annotation);
      return {LogicalType::Timestamp(UnitOf(type.time_unit()),
                                     type.is_adjusted_to_utc() && !type.is_from_converted_type())};
    }
    case Annotation::Type::INTERVAL:
      if (width == kIntervalBytes) return {TypeId::kInterval, Conversion::kInterval};
      break;
    case Annotation::Type::INT:
      return MapInteger(static_cast<const ::parquet::IntLogicalType&>(*annotation), physical);
    case Annotation::Type::UUID:
      if (width == kUuidBytes) return {TypeId::kUuid, Conversion::kUuid};
      break;
    case Annotation::Type::FLOAT16:
      if (width == kHalfBytes) return {TypeId::kFloat32, Conversion::kHalf};
      break;
    default: break;
  }
  return MapPlain(physical);
}

/// Walks Parquet's schema tree and numbers the leaves as the row groups do.
class Mapper {
 public:
  explicit Mapper(FileMetadata& out) : out_(out) {}

  /// Maps a field as its parent sees it: a repeated field is a list of required elements.
  SchemaNode MapField(const Node& node, int16_t definition, int16_t repetition) {
    if (++depth_ > kMaxNesting) {
      throw UserError(ErrorCode::kTooComplex,
                      "the schema nests deeper than " + std::to_string(kMaxNesting) + " levels");
    }
    SchemaNode mapped;
    if (node.is_repeated()) {
      mapped = ListOf(node.name(), /*nullable=*/false, definition,
                      static_cast<int16_t>(definition + 1), repetition,
                      MapValue(node, static_cast<int16_t>(definition + 1),
                               static_cast<int16_t>(repetition + 1)));
    } else {
      const auto own = static_cast<int16_t>(definition + (node.is_optional() ? 1 : 0));
      mapped = MapValue(node, own, repetition);
      mapped.nullable = node.is_optional();
    }
    --depth_;
    return mapped;
  }

 private:
  /// Maps what a node holds, its own repetition aside.
  SchemaNode MapValue(const Node& node, int16_t definition, int16_t repetition) {
    if (node.is_primitive()) {
      return MapLeaf(static_cast<const PrimitiveNode&>(node), definition, repetition);
    }
    const auto& group = static_cast<const GroupNode&>(node);
    const auto& annotation = group.logical_type();
    const bool is_map = (annotation && annotation->is_map()) ||
                        group.converted_type() == ::parquet::ConvertedType::MAP_KEY_VALUE;
    const bool single_repeated = group.field_count() == 1 && group.field(0)->is_repeated();
    if (is_map && single_repeated && !node.is_repeated() && IsKeyValue(*group.field(0))) {
      return MapMap(group, definition, repetition);
    }
    if (annotation && annotation->is_list() && single_repeated && !node.is_repeated()) {
      return MapList(group, definition, repetition);
    }
    return MapStruct(group, definition, repetition);
  }

  SchemaNode MapLeaf(const PrimitiveNode& node, int16_t definition, int16_t repetition) {
    Leaf leaf;
    leaf.path = node.path()->ToDotString();
    leaf.physical = static_cast<PhysicalKind>(node.physical_type());
    if (node.physical_type() > ::parquet::Type::FIXED_LEN_BYTE_ARRAY) {
      throw UserError(ErrorCode::kCorruptData,
                      "column \"" + leaf.path + "\" has an unknown physical type");
    }
    if (leaf.physical == PhysicalKind::kFixed) {
      leaf.fixed_width = static_cast<uint32_t>(std::max(node.type_length(), 0));
    }
    const Mapped mapped = MapLeafType(node, leaf.physical);
    leaf.type = mapped.type;
    leaf.conversion = mapped.conversion;
    leaf.max_definition = definition;
    leaf.max_repetition = repetition;
    SchemaNode out;
    out.name = node.name();
    out.type = mapped.type;
    out.definition = definition;
    out.repetition = repetition;
    out.leaf = static_cast<int>(out_.leaves.size());
    out_.leaves.push_back(std::move(leaf));
    return out;
  }

  SchemaNode MapStruct(const GroupNode& group, int16_t definition, int16_t repetition) {
    if (group.field_count() == 0) {
      throw UserError(ErrorCode::kNotSupported,
                      "column \"" + group.name() + "\" is a struct without fields");
    }
    SchemaNode out;
    out.name = group.name();
    out.definition = definition;
    out.repetition = repetition;
    std::vector<Field> fields;
    for (int i = 0; i < group.field_count(); ++i) {
      out.children.push_back(MapField(*group.field(i), definition, repetition));
      const SchemaNode& child = out.children.back();
      fields.push_back({child.name, child.type, child.nullable});
    }
    out.type = LogicalType::Struct(std::move(fields));
    return out;
  }

  static SchemaNode ListOf(const std::string& name, bool nullable, int16_t definition,
                           int16_t element_definition, int16_t repetition, SchemaNode element) {
    SchemaNode out;
    out.name = name;
    out.nullable = nullable;
    out.definition = definition;
    out.element_definition = element_definition;
    out.repetition = repetition;
    out.type = LogicalType::List(element.type);
    out.children.push_back(std::move(element));
    return out;
  }

  SchemaNode MapList(const GroupNode& group, int16_t definition, int16_t repetition) {
    const Node& repeated = *group.field(0);
    const auto below = static_cast<int16_t>(definition + 1);
    const auto inside = static_cast<int16_t>(repetition + 1);
    SchemaNode element =
        IsElementItself(group, repeated)
            ? MapValue(repeated, below, inside)
            : MapField(*static_cast<const GroupNode&>(repeated).field(0), below, inside);
    return ListOf(group.name(), false, definition, below, repetition, std::move(element));
  }

  /// Tells two-level lists (the repeated node is the element) from three-level ones, by the
  /// format's backward-compatibility rules.
  static bool IsElementItself(const GroupNode& list, const Node& repeated) {
    if (repeated.is_primitive()) return true;
    const auto& group = static_cast<const GroupNode&>(repeated);
    if (group.field_count() != 1) return true;
    if (group.field(0)->is_repeated()) return true;
    return group.name() == "array" || group.name() == list.name() + "_tuple";
  }

  static bool IsKeyValue(const Node& repeated) {
    return repeated.is_group() && static_cast<const GroupNode&>(repeated).field_count() == 2;
  }

  SchemaNode MapMap(const GroupNode& group, int16_t definition, int16_t repetition) {
    const auto& entry = static_cast<const GroupNode&>(*group.field(0));
    SchemaNode entries = MapStruct(entry, static_cast<int16_t>(definition + 1),
                                   static_cast<int16_t>(repetition + 1));
    const LogicalType type = LogicalType::Map(entries.children[0].type, entries.children[1].type);
    entries.type = type.element();
    SchemaNode out = ListOf(group.name(), false, definition, static_cast<int16_t>(definition + 1),
                            repetition, std::move(entries));
    out.type = type;
    return out;
  }

  FileMetadata& out_;
  int depth_ = 0;
};

}  // namespace

void MapSchema(const ::parquet::SchemaDescriptor& schema, FileMetadata& out) {
  Mapper mapper(out);
  const GroupNode& root = *schema.group_node();
  for (int i = 0; i < root.field_count(); ++i) {
    out.columns.push_back(mapper.MapField(*root.field(i), 0, 0));
  }
  if (static_cast<int>(out.leaves.size()) != schema.num_columns()) {
    throw UserError(ErrorCode::kCorruptData, "the schema's columns do not add up");
  }
}

}  // namespace lakebolt::parquet_format
