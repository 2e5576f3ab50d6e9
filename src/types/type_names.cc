#include <algorithm>
#include <map>

#include "base/ascii.h"
#include "base/error.h"
#include "types/logical_type.h"

namespace lakebolt {

namespace {

/// Holds every accepted spelling of a type without children.
const std::map<std::string, LogicalType>& NamedTypes() {
  static const std::map<std::string, LogicalType> types = {
      {"null", TypeId::kNull},
      {"boolean", TypeId::kBoolean},
      {"bool", TypeId::kBoolean},
      {"logical", TypeId::kBoolean},
      {"tinyint", TypeId::kInt8},
      {"int1", TypeId::kInt8},
      {"byte", TypeId::kInt8},
      {"smallint", TypeId::kInt16},
      {"int2", TypeId::kInt16},
      {"short", TypeId::kInt16},
      {"integer", TypeId::kInt32},
      {"int", TypeId::kInt32},
      {"int4", TypeId::kInt32},
      {"signed", TypeId::kInt32},
      {"bigint", TypeId::kInt64},
      {"int8", TypeId::kInt64},
      {"long", TypeId::kInt64},
      {"utinyint", TypeId::kUInt8},
      {"uint8", TypeId::kUInt8},
      {"usmallint", TypeId::kUInt16},
      {"uint16", TypeId::kUInt16},
      {"uinteger", TypeId::kUInt32},
      {"uint32", TypeId::kUInt32},
      {"ubigint", TypeId::kUInt64},
      {"uint64", TypeId::kUInt64},
      {"int16", TypeId::kInt16},
      {"int32", TypeId::kInt32},
      {"int64", TypeId::kInt64},
      {"hugeint", TypeId::kInt128},
      {"int128", TypeId::kInt128},
      {"uhugeint", TypeId::kUInt128},
      {"uint128", TypeId::kUInt128},
      {"real", TypeId::kFloat32},
      {"float", TypeId::kFloat32},
      {"float4", TypeId::kFloat32},
      {"double", TypeId::kFloat64},
      {"double precision", TypeId::kFloat64},
      {"float8", TypeId::kFloat64},
      {"date", TypeId::kDate},
      {"time", LogicalType::Time()},
      {"time without time zone", LogicalType::Time()},
      {"time_ns", LogicalType::Time(TimeUnit::kNano)},
      {"timetz", TypeId::kTimeTz},
      {"time with time zone", TypeId::kTimeTz},
      {"timestamp", LogicalType::Timestamp()},
      {"datetime", LogicalType::Timestamp()},
      {"timestamp_us", LogicalType::Timestamp()},
      {"timestamp_ntz", LogicalType::Timestamp()},
      {"timestamp without time zone", LogicalType::Timestamp()},
      {"timestamp_s", LogicalType::Timestamp(TimeUnit::kSecond)},
      {"timestamp_ms", LogicalType::Timestamp(TimeUnit::kMilli)},
      {"timestamp_ns", LogicalType::Timestamp(TimeUnit::kNano)},
      {"timestamptz", LogicalType::Timestamp(TimeUnit::kMicro, true)},
      {"timestamp_ltz", LogicalType::Timestamp(TimeUnit::kMicro, true)},
      {"timestamptz_ns", LogicalType::Timestamp(TimeUnit::kNano, true)},
      {"timestamp with time zone", LogicalType::Timestamp(TimeUnit::kMicro, true)},
      {"interval", TypeId::kInterval},
      {"varchar", TypeId::kVarchar},
      {"character varying", TypeId::kVarchar},
      {"char", TypeId::kVarchar},
      {"character", TypeId::kVarchar},
      {"bpchar", TypeId::kVarchar},
      {"nvarchar", TypeId::kVarchar},
      {"text", TypeId::kVarchar},
      {"string", TypeId::kVarchar},
      {"blob", TypeId::kBlob},
      {"bytea", TypeId::kBlob},
      {"binary", TypeId::kBlob},
      {"varbinary", TypeId::kBlob},
      {"uuid", TypeId::kUuid},
      {"variant", TypeId::kVariant},
      {"bignum", TypeId::kBignum},
      {"varint", TypeId::kBignum},
      {"guid", TypeId::kUuid},
      {"json", LogicalType::Json()},
      {"bit", TypeId::kBit},
      {"bitstring", TypeId::kBit},
  };
  return types;
}

}  // namespace

LogicalType TypeFromName(const std::string& name, const std::vector<int64_t>& params) {
  std::string lower = AsciiLower(name);
  if (lower == "decimal" || lower == "numeric" || lower == "dec") {
    constexpr int kDefaultPrecision = 18;
    constexpr int kDefaultScale = 3;
    if (params.empty()) return LogicalType::Decimal(kDefaultPrecision, kDefaultScale);
    const int64_t scale = params.size() > 1 ? params[1] : 0;
    const auto small = [](int64_t v) { return static_cast<int>(std::clamp<int64_t>(v, -1, 1000)); };
    return LogicalType::Decimal(small(params[0]), small(scale));
  }
  const auto found = NamedTypes().find(lower);
  if (found == NamedTypes().end()) {
    std::vector<std::string> names = {"decimal", "numeric", "struct", "map", "list", "union"};
    for (const auto& [known, type] : NamedTypes()) names.push_back(known);
    throw UserError(ErrorCode::kTypeMismatch, "there is no type \"" + name + "\"", {},
                    DidYouMean(name, names));
  }
  if (found->second.id() == TypeId::kTimestamp && params.size() == 1) {
    const bool zone = found->second.with_zone();
    if (params[0] == 0) return LogicalType::Timestamp(TimeUnit::kSecond, zone);
    if (params[0] <= 3) return LogicalType::Timestamp(TimeUnit::kMilli, zone);
    if (params[0] <= 6) return LogicalType::Timestamp(TimeUnit::kMicro, zone);
    if (params[0] <= 9) return LogicalType::Timestamp(TimeUnit::kNano, zone);
    throw UserError(ErrorCode::kOutOfRange, "a timestamp has at most 9 decimals of a second");
  }
  return found->second;
}

}  // namespace lakebolt
