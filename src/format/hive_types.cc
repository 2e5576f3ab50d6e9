#include "format/hive_types.h"

#include <algorithm>
#include <string>

#include "function/cast.h"

namespace lakebolt {

namespace {

/// Tells whether a text is how a value of the type is written: dates with fewer digits, and
/// timestamps in all forms, too.
bool Says(const std::string& text, const LogicalType& type) {
  const Value value = CastValue(Value::Varchar(text), type, CastMode::kTry);
  if (value.IsNull()) return false;
  switch (type.id()) {
    case TypeId::kDate:
      return value.ToString() == text || text.find_first_not_of("0123456789-") == std::string::npos;
    case TypeId::kTimestamp: return text.find(':') != std::string::npos;
    default: return value.ToString() == text;
  }
}

}  // namespace

LogicalType HiveTypeOf(const std::vector<Value>& texts) {
  const bool all_null =
      std::all_of(texts.begin(), texts.end(), [](const Value& text) { return text.IsNull(); });
  if (all_null) return TypeId::kVarchar;
  for (const LogicalType& type : {LogicalType(TypeId::kInt64), LogicalType(TypeId::kDate),
                                  LogicalType::Timestamp(TimeUnit::kMicro, false)}) {
    const bool fits = std::all_of(texts.begin(), texts.end(), [&](const Value& text) {
      return text.IsNull() || Says(text.string(), type);
    });
    if (fits) return type;
  }
  return TypeId::kVarchar;
}

}  // namespace lakebolt
