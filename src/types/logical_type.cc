#include "types/logical_type.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "base/ascii.h"
#include "base/error.h"
#include "types/enum_labels.h"
#include "types/row_type.h"

namespace lakebolt {

namespace {

const std::vector<Field> kNoChildren;
const std::string kNoAlias;
const std::string kJsonAlias = "JSON";

const char* TimestampName(TimeUnit unit, bool with_zone) {
  switch (unit) {
    case TimeUnit::kSecond: return with_zone ? "TIMESTAMP_S WITH TIME ZONE" : "TIMESTAMP_S";
    case TimeUnit::kMilli: return with_zone ? "TIMESTAMP_MS WITH TIME ZONE" : "TIMESTAMP_MS";
    case TimeUnit::kMicro: return with_zone ? "TIMESTAMP WITH TIME ZONE" : "TIMESTAMP";
    case TimeUnit::kNano: return with_zone ? "TIMESTAMPTZ_NS" : "TIMESTAMP_NS";
  }
  return "TIMESTAMP";
}

/// Returns the smallest layout that holds codes below `count`.
PhysicalType PhysicalOfCodes(uint32_t count) {
  if (count <= 1U << 8) return PhysicalType::kUInt8;
  return count <= 1U << 16 ? PhysicalType::kUInt16 : PhysicalType::kUInt32;
}

std::string EnumName(const EnumLabels& labels) {
  std::string out = "ENUM(";
  for (uint32_t i = 0; i < labels.size(); ++i) {
    if (i > 0) out += ", ";
    out += "'";
    for (const char c : labels[i]) out += c == '\'' ? std::string("''") : std::string(1, c);
    out += "'";
  }
  return out + ")";
}

/// Quotes a field's name unless it is a plain word.
std::string FieldName(const std::string& name) {
  const bool plain = !name.empty() && std::isdigit(static_cast<unsigned char>(name[0])) == 0 &&
                     std::all_of(name.begin(), name.end(), [](unsigned char c) {
                       return c == '_' || (c < 0x80 && std::isalnum(c) != 0);
                     });
  if (plain && name != "key" && name != "value") return name;
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

/// Writes fields from one on, with or without their names, and the closing parenthesis.
std::string FieldNames(const std::vector<Field>& fields, size_t begin, bool names) {
  std::string out;
  for (size_t i = begin; i < fields.size(); ++i) {
    if (i > begin) out += ", ";
    if (names) out += FieldName(fields[i].name) + " ";
    out += fields[i].type.ToString();
  }
  return out + ")";
}

}  // namespace

LogicalType LogicalType::Decimal(int precision, int scale) {
  if (precision < 1 || precision > kMaxDecimalPrecision || scale < 0 || scale > precision) {
    throw UserError(
        ErrorCode::kOutOfRange,
        "DECIMAL(" + std::to_string(precision) + "," + std::to_string(scale) + ") is not a type",
        {}, "precision goes from 1 to 76, scale from 0 to the precision");
  }
  LogicalType type(TypeId::kDecimal);
  type.precision_ = static_cast<uint8_t>(precision);
  type.scale_ = static_cast<uint8_t>(scale);
  return type;
}

LogicalType LogicalType::Time(TimeUnit unit) {
  LogicalType type(TypeId::kTime);
  type.unit_ = unit;
  return type;
}

LogicalType LogicalType::Timestamp(TimeUnit unit, bool with_zone) {
  LogicalType type(TypeId::kTimestamp);
  type.unit_ = unit;
  type.with_zone_ = with_zone;
  return type;
}

LogicalType LogicalType::Enum(std::vector<std::string> labels) {
  LogicalType type(TypeId::kEnum);
  type.labels_ = std::make_shared<const EnumLabels>(std::move(labels));
  return type;
}

LogicalType LogicalType::Json() {
  static const LogicalType json = LogicalType(TypeId::kVarchar).WithAlias(kJsonAlias);
  return json;
}

LogicalType LogicalType::List(LogicalType element) {
  LogicalType type(TypeId::kList);
  type.children_ =
      std::make_shared<const std::vector<Field>>(std::vector<Field>{{"element", element, true}});
  return type;
}

LogicalType LogicalType::Struct(std::vector<Field> fields) {
  LogicalType type(TypeId::kStruct);
  type.children_ = std::make_shared<const std::vector<Field>>(std::move(fields));
  return type;
}

LogicalType LogicalType::Map(LogicalType key, LogicalType value) {
  LogicalType type(TypeId::kMap);
  LogicalType entry = Struct({{"key", key, false}, {"value", value, true}});
  type.children_ =
      std::make_shared<const std::vector<Field>>(std::vector<Field>{{"entries", entry, false}});
  return type;
}

LogicalType LogicalType::Union(std::vector<Field> members) {
  constexpr size_t kMostMembers = 256;
  if (members.empty() || members.size() > kMostMembers) {
    throw UserError(ErrorCode::kInvalidArgument, "a UNION has from 1 to 256 members");
  }
  std::vector<std::string> names;
  std::set<std::string> seen;
  for (const Field& member : members) {
    if (!seen.insert(AsciiLower(member.name)).second) {
      throw UserError(ErrorCode::kInvalidArgument,
                      "the UNION has two members \"" + member.name + "\"");
    }
    names.push_back(member.name);
  }
  members.insert(members.begin(), Field{"", Enum(std::move(names)), true});
  LogicalType type(TypeId::kUnion);
  type.children_ = std::make_shared<const std::vector<Field>>(std::move(members));
  return type;
}

const std::vector<Field>& LogicalType::children() const {
  return children_ ? *children_ : kNoChildren;
}

const LogicalType& LogicalType::element() const {
  return children().at(0).type;
}

const std::string& LogicalType::alias() const {
  return alias_ ? *alias_ : kNoAlias;
}

LogicalType LogicalType::WithAlias(std::string alias) const {
  LogicalType type = *this;
  type.alias_ = std::make_shared<const std::string>(std::move(alias));
  return type;
}

LogicalType LogicalType::WithoutAlias() const {
  LogicalType type = *this;
  type.alias_ = nullptr;
  return type;
}

LogicalType LogicalType::WithCollation(uint8_t collation) const {
  LogicalType type = *this;
  type.collation_ = collation;
  return type;
}

bool LogicalType::IsJson() const {
  return id_ == TypeId::kVarchar && alias_ && *alias_ == kJsonAlias;
}

PhysicalType LogicalType::physical() const {
  switch (id_) {
    case TypeId::kNull:
    case TypeId::kBoolean: return PhysicalType::kBool;
    case TypeId::kInt8: return PhysicalType::kInt8;
    case TypeId::kInt16: return PhysicalType::kInt16;
    case TypeId::kInt32:
    case TypeId::kDate: return PhysicalType::kInt32;
    case TypeId::kInt64:
    case TypeId::kTime:
    case TypeId::kTimeTz:
    case TypeId::kTimestamp: return PhysicalType::kInt64;
    case TypeId::kInt128: return PhysicalType::kInt128;
    case TypeId::kUInt8: return PhysicalType::kUInt8;
    case TypeId::kUInt16: return PhysicalType::kUInt16;
    case TypeId::kUInt32: return PhysicalType::kUInt32;
    case TypeId::kUInt64: return PhysicalType::kUInt64;
    case TypeId::kUInt128: return PhysicalType::kUInt128;
    case TypeId::kFloat32: return PhysicalType::kFloat;
    case TypeId::kFloat64: return PhysicalType::kDouble;
    case TypeId::kDecimal:
      if (precision_ <= kMaxDecimal64Precision) return PhysicalType::kInt64;
      return precision_ <= kMaxDecimal128Precision ? PhysicalType::kInt128 : PhysicalType::kInt256;
    case TypeId::kInterval: return PhysicalType::kInterval;
    case TypeId::kVarchar:
    case TypeId::kBlob:
    case TypeId::kBit:
    case TypeId::kBignum:
    case TypeId::kVariant: return PhysicalType::kString;
    case TypeId::kEnum: return PhysicalOfCodes(labels_->size());
    case TypeId::kUuid: return PhysicalType::kInt128;
    case TypeId::kStruct:
    case TypeId::kUnion: return PhysicalType::kStruct;
    case TypeId::kList:
    case TypeId::kMap: return PhysicalType::kList;
  }
  throw InternalError("type without physical type");
}

std::string LogicalType::ToString() const {
  if (alias_) return *alias_;
  switch (id_) {
    case TypeId::kNull: return "NULL";
    case TypeId::kBoolean: return "BOOLEAN";
    case TypeId::kInt8: return "TINYINT";
    case TypeId::kInt16: return "SMALLINT";
    case TypeId::kInt32: return "INTEGER";
    case TypeId::kInt64: return "BIGINT";
    case TypeId::kInt128: return "HUGEINT";
    case TypeId::kUInt8: return "UTINYINT";
    case TypeId::kUInt16: return "USMALLINT";
    case TypeId::kUInt32: return "UINTEGER";
    case TypeId::kUInt64: return "UBIGINT";
    case TypeId::kUInt128: return "UHUGEINT";
    case TypeId::kFloat32: return "FLOAT";
    case TypeId::kFloat64: return "DOUBLE";
    case TypeId::kDecimal:
      return "DECIMAL(" + std::to_string(precision_) + "," + std::to_string(scale_) + ")";
    case TypeId::kDate: return "DATE";
    case TypeId::kTime: return unit_ == TimeUnit::kNano ? "TIME_NS" : "TIME";
    case TypeId::kTimeTz: return "TIME WITH TIME ZONE";
    case TypeId::kTimestamp: return TimestampName(unit_, with_zone_);
    case TypeId::kInterval: return "INTERVAL";
    case TypeId::kVarchar: return "VARCHAR";
    case TypeId::kBlob: return "BLOB";
    case TypeId::kUuid: return "UUID";
    case TypeId::kBit: return "BIT";
    case TypeId::kEnum: return EnumName(*labels_);
    case TypeId::kVariant: return "VARIANT";
    case TypeId::kBignum: return "BIGNUM";
    case TypeId::kList: return element().ToString() + "[]";
    case TypeId::kMap:
      return "MAP(" + element().children()[0].type.ToString() + ", " +
             element().children()[1].type.ToString() + ")";
    case TypeId::kStruct:
      if (children().empty()) return "STRUCT";
      if (IsRowType(*this)) return "TUPLE(" + FieldNames(children(), 0, false);
      return "STRUCT(" + FieldNames(children(), 0, true);
    case TypeId::kUnion: return "UNION(" + FieldNames(children(), 1, true);
  }
  throw InternalError("type without name");
}

bool LogicalType::operator==(const LogicalType& other) const {
  if (id_ != other.id_ || precision_ != other.precision_ || scale_ != other.scale_ ||
      unit_ != other.unit_ || with_zone_ != other.with_zone_ || alias() != other.alias()) {
    return false;
  }
  if (labels_ != other.labels_ && labels_->labels() != other.labels_->labels()) return false;
  if (children_ == other.children_) return true;
  const auto& mine = children();
  const auto& theirs = other.children();
  // Nullability and the names of list elements say nothing about the type of the values.
  const bool names_matter = id_ == TypeId::kStruct || id_ == TypeId::kUnion;
  return std::equal(mine.begin(), mine.end(), theirs.begin(), theirs.end(),
                    [&](const Field& a, const Field& b) {
                      return a.type == b.type && (!names_matter || a.name == b.name);
                    });
}

uint32_t PhysicalWidth(PhysicalType type) {
  switch (type) {
    case PhysicalType::kBool:
    case PhysicalType::kInt8:
    case PhysicalType::kUInt8: return 1;
    case PhysicalType::kInt16:
    case PhysicalType::kUInt16: return 2;
    case PhysicalType::kInt32:
    case PhysicalType::kUInt32:
    case PhysicalType::kFloat: return 4;
    case PhysicalType::kInt64:
    case PhysicalType::kUInt64:
    case PhysicalType::kDouble:
    case PhysicalType::kList: return 8;
    case PhysicalType::kInt256: return 32;
    case PhysicalType::kInt128:
    case PhysicalType::kUInt128:
    case PhysicalType::kInterval:
    case PhysicalType::kString: return 16;
    case PhysicalType::kStruct: return 0;
  }
  throw InternalError("physical type without width");
}

}  // namespace lakebolt
