#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "types/physical.h"

namespace lakebolt {

/// Names a logical type without its parameters; values follow Arrow's types.
enum class TypeId : uint8_t {
  kNull,
  kBoolean,
  kInt8,
  kInt16,
  kInt32,
  kInt64,
  kUInt8,
  kUInt16,
  kUInt32,
  kUInt64,
  kFloat32,
  kFloat64,
  kDecimal,    // precision 1..38, scale 0..precision
  kDate,       // days since 1970-01-01
  kTime,       // microseconds (or nanoseconds) since midnight
  kTimestamp,  // seconds .. nanoseconds since 1970-01-01, with or without zone
  kInterval,   // months, days, nanoseconds
  kVarchar,    // UTF-8
  kBlob,
  kUuid,  // 128 bits, in the order of types/uuid.h
  kStruct,
  kList,
  kMap,  // list of struct(key, value)
};

enum class TimeUnit : uint8_t { kSecond, kMilli, kMicro, kNano };

/// Names how one value of a column lies in memory.
enum class PhysicalType : uint8_t {
  kBool,  // one byte, 0 or 1; packed to bits only at the Arrow door
  kInt8,
  kInt16,
  kInt32,
  kInt64,
  kInt128,
  kUInt8,
  kUInt16,
  kUInt32,
  kUInt64,
  kFloat,
  kDouble,
  kInterval,
  kString,  // 16-byte StringView
  kList,    // 8-byte ListEntry into child 0
  kStruct,  // no values of its own; children
};

class LogicalType;

/// Names one child of a struct, or one column of a schema.
struct Field;

/// Describes a column's type. A small value; nested types share their children.
class LogicalType {
 public:
  LogicalType() = default;
  LogicalType(TypeId id) : id_(id) {}  // NOLINT: a plain TypeId is a type

  static LogicalType Decimal(int precision, int scale);
  static LogicalType Time(TimeUnit unit = TimeUnit::kMicro);
  static LogicalType Timestamp(TimeUnit unit = TimeUnit::kMicro, bool with_zone = false);
  static LogicalType List(LogicalType element);
  static LogicalType Struct(std::vector<Field> fields);
  static LogicalType Map(LogicalType key, LogicalType value);

  TypeId id() const { return id_; }
  int precision() const { return precision_; }
  int scale() const { return scale_; }
  TimeUnit unit() const { return unit_; }
  bool with_zone() const { return with_zone_; }

  /// Returns the children: a list's element, a struct's fields, a map's one child
  /// struct(key, value). Empty for others.
  const std::vector<Field>& children() const;
  const LogicalType& element() const;  // of a list; of a map: struct(key, value)

  PhysicalType physical() const;

  bool IsNumeric() const { return id_ >= TypeId::kInt8 && id_ <= TypeId::kDecimal; }
  bool IsInteger() const { return id_ >= TypeId::kInt8 && id_ <= TypeId::kUInt64; }
  bool IsSignedInteger() const { return id_ >= TypeId::kInt8 && id_ <= TypeId::kInt64; }
  bool IsUnsignedInteger() const { return id_ >= TypeId::kUInt8 && id_ <= TypeId::kUInt64; }
  bool IsFloating() const { return id_ == TypeId::kFloat32 || id_ == TypeId::kFloat64; }
  bool IsDecimal() const { return id_ == TypeId::kDecimal; }
  bool IsTemporal() const { return id_ >= TypeId::kDate && id_ <= TypeId::kTimestamp; }
  bool IsNested() const { return id_ >= TypeId::kStruct; }
  bool IsStringLike() const { return id_ == TypeId::kVarchar || id_ == TypeId::kBlob; }

  /// Returns the SQL name as DuckDB prints it: "DECIMAL(15,2)", "TIMESTAMP_NS", "INTEGER[]".
  std::string ToString() const;

  bool operator==(const LogicalType& other) const;
  bool operator!=(const LogicalType& other) const { return !(*this == other); }

 private:
  TypeId id_ = TypeId::kNull;
  uint8_t precision_ = 0;
  uint8_t scale_ = 0;
  TimeUnit unit_ = TimeUnit::kMicro;
  bool with_zone_ = false;
  std::shared_ptr<const std::vector<Field>> children_;
};

struct Field {
  std::string name;
  LogicalType type;
  bool nullable = true;

  bool operator==(const Field&) const = default;
};

/// Lists the columns of a table or result, in order.
using Schema = std::vector<Field>;

/// Returns the bytes of one value of `type` (0 for structs).
uint32_t PhysicalWidth(PhysicalType type);

constexpr int kMaxDecimal64Precision = 18;
constexpr int kMaxDecimalPrecision = 38;

/// Parses a type from its SQL name and parameters, as the parser hands them on: name "decimal",
/// params {15, 2}. Knows the aliases of PostgreSQL, DuckDB and Spark. Throws kTypeMismatch with
/// near names when there is no such type, kOutOfRange for bad parameters.
LogicalType TypeFromName(const std::string& name, const std::vector<int64_t>& params);

}  // namespace lakebolt
