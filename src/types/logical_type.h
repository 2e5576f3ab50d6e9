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
  kInt128,  // HUGEINT
  kUInt8,
  kUInt16,
  kUInt32,
  kUInt64,
  kUInt128,  // UHUGEINT
  kFloat32,
  kFloat64,
  kDecimal,    // precision 1..76, scale 0..precision
  kDate,       // days since 1970-01-01
  kTime,       // microseconds (or nanoseconds) since midnight
  kTimeTz,     // time of day with an offset from UTC; types/time_tz.h
  kTimestamp,  // seconds .. nanoseconds since 1970-01-01, with or without zone
  kInterval,   // months, days, nanoseconds
  kVarchar,    // UTF-8
  kBlob,
  kUuid,     // 128 bits, in the order of types/uuid.h
  kBit,      // a string of bits; types/bit_string.h
  kEnum,     // the position in the type's list of labels
  kBignum,   // whole numbers of any length; types/bignum.h
  kVariant,  // a value of any type, encoded with its type
  kStruct,
  kList,
  kMap,    // list of struct(key, value)
  kUnion,  // a tag and a column for each member; types/union_type.h
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
  kInt256,
  kUInt8,
  kUInt16,
  kUInt32,
  kUInt64,
  kUInt128,
  kFloat,
  kDouble,
  kInterval,
  kString,  // 16-byte StringView
  kList,    // 8-byte ListEntry into child 0
  kStruct,  // no values of its own; children
};

class LogicalType;
class EnumLabels;

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
  /// Makes the ENUM of these labels; throws kInvalidArgument when one stands twice.
  static LogicalType Enum(std::vector<std::string> labels);
  /// Makes the type of JSON documents: VARCHAR under another name.
  static LogicalType Json();
  static LogicalType List(LogicalType element);
  static LogicalType Struct(std::vector<Field> fields);
  static LogicalType Map(LogicalType key, LogicalType value);
  /// Makes the type of values of one of several types; throws kInvalidArgument for no member, more
  /// than 256, or two of one name.
  static LogicalType Union(std::vector<Field> members);

  TypeId id() const { return id_; }
  int precision() const { return precision_; }
  int scale() const { return scale_; }
  TimeUnit unit() const { return unit_; }
  bool with_zone() const { return with_zone_; }

  /// Returns the children: a list's element, a struct's fields, a map's one child
  /// struct(key, value), a union's tag (an ENUM of its members' names) and then its members. Empty
  /// for others.
  const std::vector<Field>& children() const;
  const LogicalType& element() const;  // of a list; of a map: struct(key, value)

  /// Returns the labels of an ENUM.
  const EnumLabels& labels() const { return *labels_; }

  /// Returns the name that a user gave the type, or "". Types of different names are different
  /// types; values cast from one to the other unchanged and unasked.
  const std::string& alias() const;
  LogicalType WithAlias(std::string alias) const;
  LogicalType WithoutAlias() const;
  bool IsJson() const;

  /// Returns how text of the type compares: flags of types/collation.h, 0 where nothing is said.
  /// Types that differ in this alone are equal.
  uint8_t collation() const { return collation_; }
  LogicalType WithCollation(uint8_t collation) const;

  PhysicalType physical() const;

  bool IsNumeric() const { return id_ >= TypeId::kInt8 && id_ <= TypeId::kDecimal; }
  bool IsInteger() const { return id_ >= TypeId::kInt8 && id_ <= TypeId::kUInt128; }
  bool IsSignedInteger() const { return id_ >= TypeId::kInt8 && id_ <= TypeId::kInt128; }
  bool IsUnsignedInteger() const { return id_ >= TypeId::kUInt8 && id_ <= TypeId::kUInt128; }
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
  uint8_t collation_ = 0;
  std::shared_ptr<const std::vector<Field>> children_;
  std::shared_ptr<const EnumLabels> labels_;  // of an ENUM
  std::shared_ptr<const std::string> alias_;  // absent for built-in types
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
constexpr int kMaxDecimal128Precision = 38;
constexpr int kMaxDecimalPrecision = 76;

/// Parses a type from its SQL name and parameters, as the parser hands them on: name "decimal",
/// params {15, 2}. Knows the aliases of PostgreSQL, DuckDB and Spark. Throws kTypeMismatch with
/// near names when there is no such type, kOutOfRange for bad parameters.
LogicalType TypeFromName(const std::string& name, const std::vector<int64_t>& params);

}  // namespace lakebolt
