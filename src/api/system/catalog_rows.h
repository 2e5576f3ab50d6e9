#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "api/system/catalog_tables.h"
#include "api/system/row_table.h"

namespace lakebolt {

// What the tables that list objects of the catalog have in common.

inline const LogicalType kText = TypeId::kVarchar;
inline const LogicalType kNumber = TypeId::kInt64;
inline const LogicalType kFlag = TypeId::kBoolean;

/// Returns the comment on an object, or NULL.
inline Value CommentOf(const CatalogEntry& entry) {
  return entry.comment ? Text(*entry.comment) : Nothing();
}

/// Returns the four values that name the schema of an object.
inline std::vector<Value> PlaceOf(const DatabaseState& database, const SchemaState& schema) {
  return {Text(database.name), Number(database.oid), Text(schema.name), Number(schema.oid)};
}

/// Returns the columns of PlaceOf().
inline Schema PlaceColumns() {
  return {{"database_name", kText},
          {"database_oid", kNumber},
          {"schema_name", kText},
          {"schema_oid", kNumber}};
}

/// Appends columns, or values.
inline Schema With(Schema schema, const Schema& more) {
  schema.insert(schema.end(), more.begin(), more.end());
  return schema;
}

inline std::vector<Value> With(std::vector<Value> row, std::vector<Value> more) {
  for (Value& value : more) row.push_back(std::move(value));
  return row;
}

/// Calls `visit` for each object of a kind of names.
inline void ForEachEntry(const CatalogState& state, NameKind kind,
                         const std::function<void(const DatabaseState&, const SchemaState&,
                                                  const ObjectName&, const CatalogEntry&)>& visit) {
  ForEachSchema(state, [&](const DatabaseState& database, const SchemaState& schema) {
    for (const auto& [folded, entry] : schema.Of(kind)) {
      visit(database, schema, {FoldName(database.name), FoldName(schema.name), folded}, *entry);
    }
  });
}

}  // namespace lakebolt
