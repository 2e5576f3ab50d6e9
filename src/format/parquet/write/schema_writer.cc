#include "format/parquet/write/schema_writer.h"

#include <optional>

#include "base/error.h"

namespace lakebolt::parquet_format {

namespace {

// Numbers of the format's older ConvertedType, which readers look at that do not know the newer.
constexpr int32_t kUtf8 = 0;
constexpr int32_t kConvertedMap = 1;
constexpr int32_t kConvertedList = 3;
constexpr int32_t kConvertedDecimal = 5;
constexpr int32_t kConvertedDate = 6;
constexpr int32_t kTimeMillis = 7;
constexpr int32_t kTimeMicros = 8;
constexpr int32_t kTimestampMillis = 9;
constexpr int32_t kTimestampMicros = 10;
constexpr int32_t kUnsigned8 = 11;
constexpr int32_t kSigned8 = 15;
constexpr int32_t kConvertedJson = 19;
constexpr int32_t kConvertedInterval = 21;

/// Returns log2 of the bytes of a whole number.
int32_t WidthStep(const LogicalType& type) {
  return __builtin_ctz(PhysicalWidth(type.physical()));
}

/// Says whether a time is one in UTC: of times of day that means nothing, and is what readers
/// expect.
bool IsAdjustedToUtc(const StoredNode& node) {
  return node.annotation == Annotation::kTime || node.type.with_zone();
}

std::optional<int32_t> ConvertedTypeOf(const StoredNode& node) {
  const bool is_micros = node.type.unit() == TimeUnit::kMicro;
  const bool is_nanos = node.type.unit() == TimeUnit::kNano;
  switch (node.annotation) {
    case Annotation::kString: return kUtf8;
    case Annotation::kMap: return kConvertedMap;
    case Annotation::kList: return kConvertedList;
    case Annotation::kDecimal: return kConvertedDecimal;
    case Annotation::kDate: return kConvertedDate;
    case Annotation::kTime:
      if (is_nanos) return std::nullopt;
      return is_micros ? kTimeMicros : kTimeMillis;
    case Annotation::kTimestamp:
      // The older types say that a moment is meant.
      if (is_nanos || !IsAdjustedToUtc(node)) return std::nullopt;
      return is_micros ? kTimestampMicros : kTimestampMillis;
    case Annotation::kInterval: return kConvertedInterval;
    case Annotation::kInteger:
      return WidthStep(node.type) + (node.type.IsUnsignedInteger() ? kUnsigned8 : kSigned8);
    case Annotation::kJson: return kConvertedJson;
    default: return std::nullopt;
  }
}

/// Writes the unit of a time: a union of empty structs.
void WriteUnit(TimeUnit unit, ThriftWriter& thrift) {
  thrift.Struct(2, [&] {
    const int member = unit <= TimeUnit::kMilli ? 1 : unit == TimeUnit::kMicro ? 2 : 3;
    thrift.Struct(member, [] {});
  });
}

void WriteAnnotation(const StoredNode& node, ThriftWriter& thrift) {
  const LogicalType& type = node.type;
  thrift.Struct(static_cast<int>(node.annotation), [&] {
    switch (node.annotation) {
      case Annotation::kDecimal:
        thrift.Int32(1, type.scale());
        thrift.Int32(2, type.precision());
        break;
      case Annotation::kTime:
      case Annotation::kTimestamp:
        thrift.Bool(1, IsAdjustedToUtc(node));
        WriteUnit(type.unit(), thrift);
        break;
      case Annotation::kInteger:
        thrift.Int8(1, static_cast<int8_t>(8 << WidthStep(type)));
        thrift.Bool(2, !type.IsUnsignedInteger());
        break;
      default: break;
    }
  });
}

void WriteNode(const StoredNode& node, ThriftWriter& thrift) {
  if (node.physical) thrift.Int32(1, static_cast<int32_t>(*node.physical));
  if (node.fixed_width > 0) thrift.Int32(2, static_cast<int32_t>(node.fixed_width));
  thrift.Int32(3, static_cast<int32_t>(node.repetition));
  thrift.Binary(4, node.name);
  if (!node.children.empty()) thrift.Int32(5, static_cast<int32_t>(node.children.size()));
  if (const auto converted = ConvertedTypeOf(node)) thrift.Int32(6, *converted);
  if (node.annotation == Annotation::kDecimal) {
    thrift.Int32(7, node.type.scale());
    thrift.Int32(8, node.type.precision());
  }
  if (node.field_id) thrift.Int32(9, *node.field_id);
  if (node.annotation == Annotation::kNone || node.annotation == Annotation::kInterval) return;
  thrift.Struct(10, [&] { WriteAnnotation(node, thrift); });
}

void CollectNodes(const StoredNode& node, std::vector<const StoredNode*>& out) {
  out.push_back(&node);
  for (const StoredNode& child : node.children) CollectNodes(child, out);
}

}  // namespace

void WriteSchema(int id, const StoredSchema& schema, ThriftWriter& thrift) {
  std::vector<const StoredNode*> nodes = {nullptr};  // the root
  for (const StoredNode& column : schema.columns) CollectNodes(column, nodes);
  thrift.Structs(id, nodes, [&](const StoredNode* node) {
    if (node != nullptr) return WriteNode(*node, thrift);
    thrift.Int32(3, static_cast<int32_t>(Repetition::kRequired));
    thrift.Binary(4, "schema");
    thrift.Int32(5, static_cast<int32_t>(schema.columns.size()));
  });
}

}  // namespace lakebolt::parquet_format
