#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "sql/ast/identifier.h"

namespace lakebolt::sql {

/// Names a type as written in SQL, before it is resolved.
///
/// `name` is canonical lower case whatever alias was typed: boolean, tinyint, smallint, integer,
/// bigint, hugeint, utinyint, usmallint, uinteger, ubigint, uhugeint, float, double, decimal,
/// varchar, char, blob, bit, date, time, `time with time zone`, timestamp,
/// `timestamp with time zone`, timestamp_s, timestamp_ms, timestamp_us, timestamp_ns, interval,
/// uuid, json, variant, bignum, list, array, struct, map, union, or an unknown name as typed in
/// lower case.
struct TypeName {
  std::string name;
  /// Numbers in parentheses: decimal(18, 2) gives {18, 2}; an array's fixed size is the only one.
  std::vector<int64_t> parameters;
  /// Element of a list or array; key and value of a map; the fields of a struct or union.
  std::vector<TypeName> children;
  /// Field names of a struct or union, parallel to `children`; an enum's labels.
  std::vector<Identifier> field_names;
  QualifiedName path;       ///< of a name that may be a user's type: as typed, with its schema
  QualifiedName collation;  ///< COLLATE NOCASE.NOACCENT, of a column
  SourceRange range;
};

}  // namespace lakebolt::sql
