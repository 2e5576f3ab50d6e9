#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "catalog/entry.h"

namespace lakebolt {

/// Holds the objects of one schema at one time. Immutable once shared.
struct SchemaState {
  using Names = std::map<std::string, EntryPtr>;  // by folded name

  std::string name;
  int64_t oid = 0;
  std::optional<std::string> comment;
  std::array<Names, kNameKinds> names;

  const Names& Of(NameKind kind) const { return names[static_cast<size_t>(kind)]; }
};
using SchemaPtr = std::shared_ptr<const SchemaState>;

/// Holds the schemas of one database at one time. Immutable once shared.
struct DatabaseState {
  std::string name;
  int64_t oid = 0;
  std::map<std::string, SchemaPtr> schemas;  // by folded name
};
using DatabasePtr = std::shared_ptr<const DatabaseState>;

/// Holds all databases at one time: a snapshot that a transaction reads. Copies share the parts
/// that are alike.
class CatalogState {
 public:
  const std::map<std::string, DatabasePtr>& databases() const { return databases_; }

  DatabasePtr FindDatabase(const std::string& database) const;
  SchemaPtr FindSchema(const std::string& database, const std::string& schema) const;
  EntryPtr Find(NameKind kind, const ObjectName& name) const;

  void SetDatabase(const std::string& folded, DatabasePtr database);
  void DropDatabase(const std::string& folded) { databases_.erase(folded); }
  /// Puts a schema, or removes it when null; its database must be there.
  void SetSchema(const std::string& database, const std::string& folded, SchemaPtr schema);
  /// Puts an entry, or removes it when null; its schema must be there.
  void Set(NameKind kind, const ObjectName& name, EntryPtr entry);

 private:
  std::map<std::string, DatabasePtr> databases_;  // by folded name
};

/// Makes a database with an empty schema main.
DatabasePtr MakeDatabase(const std::string& name, int64_t oid, int64_t schema_oid);

}  // namespace lakebolt
