#include "sql/type_alias.h"

#include <algorithm>
#include <unordered_map>

#include "base/ascii.h"

namespace lakebolt::sql {

namespace {

/// Maps each spelling of PostgreSQL, DuckDB and Spark to the canonical name.
const std::unordered_map<std::string_view, std::string_view>& Aliases() {
  static const std::unordered_map<std::string_view, std::string_view> aliases = {
      {"boolean", "boolean"},
      {"bool", "boolean"},
      {"logical", "boolean"},
      {"tinyint", "tinyint"},
      {"int1", "tinyint"},
      {"byte", "tinyint"},
      {"smallint", "smallint"},
      {"int2", "smallint"},
      {"int16", "smallint"},
      {"short", "smallint"},
      {"integer", "integer"},
      {"int", "integer"},
      {"int4", "integer"},
      {"int32", "integer"},
      {"signed", "integer"},
      {"bigint", "bigint"},
      {"int8", "bigint"},
      {"int64", "bigint"},
      {"long", "bigint"},
      {"hugeint", "hugeint"},
      {"int128", "hugeint"},
      {"utinyint", "utinyint"},
      {"uint8", "utinyint"},
      {"usmallint", "usmallint"},
      {"uint16", "usmallint"},
      {"uinteger", "uinteger"},
      {"uint32", "uinteger"},
      {"ubigint", "ubigint"},
      {"uint64", "ubigint"},
      {"uhugeint", "uhugeint"},
      {"uint128", "uhugeint"},
      {"real", "float"},
      {"float", "float"},
      {"float4", "float"},
      {"float32", "float"},
      {"double", "double"},
      {"double precision", "double"},
      {"float8", "double"},
      {"float64", "double"},
      {"decimal", "decimal"},
      {"numeric", "decimal"},
      {"dec", "decimal"},
      {"varchar", "varchar"},
      {"character varying", "varchar"},
      {"char varying", "varchar"},
      {"nvarchar", "varchar"},
      {"text", "varchar"},
      {"string", "varchar"},
      {"char", "char"},
      {"character", "char"},
      {"nchar", "char"},
      {"bpchar", "char"},
      {"blob", "blob"},
      {"bytea", "blob"},
      {"binary", "blob"},
      {"varbinary", "blob"},
      {"bit", "bit"},
      {"bit varying", "bit"},
      {"bitstring", "bit"},
      {"date", "date"},
      {"time", "time"},
      {"time without time zone", "time"},
      {"timetz", "time with time zone"},
      {"time with time zone", "time with time zone"},
      {"timestamp", "timestamp"},
      {"datetime", "timestamp"},
      {"timestamp_us", "timestamp"},
      {"timestamp_ntz", "timestamp"},
      {"timestamp without time zone", "timestamp"},
      {"timestamp_s", "timestamp_s"},
      {"timestamp_ms", "timestamp_ms"},
      {"timestamp_ns", "timestamp_ns"},
      {"timestamptz", "timestamp with time zone"},
      {"timestamptz_ns", "timestamptz_ns"},
      {"timestamp_ns with time zone", "timestamptz_ns"},
      {"timestamp_ltz", "timestamp with time zone"},
      {"timestamp with time zone", "timestamp with time zone"},
      {"timestamp_us with time zone", "timestamp with time zone"},
      {"interval", "interval"},
      {"uuid", "uuid"},
      {"guid", "uuid"},
      {"json", "json"},
      {"jsonb", "json"},
      {"variant", "variant"},
      {"bignum", "bignum"},
      {"varint", "bignum"},
      {"integral", "integer"},
      {"oid", "bigint"},
      {"null", "null"},
      {"void", "null"},
      {"time_ns", "time_ns"},
  };
  return aliases;
}

}  // namespace

std::vector<std::string> TypeAliases() {
  std::vector<std::string> names;
  for (const auto& [name, canonical] : Aliases()) names.emplace_back(name);
  std::sort(names.begin(), names.end());
  return names;
}

bool IsTypeAlias(std::string_view word) {
  return Aliases().count(AsciiLower(word)) > 0;
}

std::string CanonicalTypeName(std::string_view spelling) {
  std::string lower = AsciiLower(spelling);
  const auto found = Aliases().find(lower);
  return found == Aliases().end() ? lower : std::string(found->second);
}

}  // namespace lakebolt::sql
