#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog_state.h"

namespace lakebolt {

/// Finds what names in SQL mean in one state of the catalog: `t`, `schema.t`, `database.t` and
/// `database.schema.t`, case-blind. Names without a schema are looked for among the session's
/// temporary objects first, then along the search path.
class NameResolver {
 public:
  /// Holds an object and its full name.
  struct Found {
    ObjectName name;
    EntryPtr entry;  // null when there is none
    explicit operator bool() const { return entry != nullptr; }
  };

  /// Both must outlive the resolver.
  NameResolver(const CatalogState& state, const SearchPath& path) : state_(state), path_(path) {}

  const CatalogState& state() const { return state_; }
  const SearchPath& path() const { return path_; }

  /// Finds an object; `parts` are as typed, outermost first.
  Found Find(NameKind kind, const std::vector<std::string>& parts) const;

  /// Finds a schema, or the main schema of a database; nothing when there is none.
  std::optional<SchemaName> FindSchema(const std::vector<std::string>& parts) const;

  /// Says where a new object of that name goes; throws kUnknownObject when there is no such schema.
  ObjectName NameFor(const std::vector<std::string>& parts, bool temporary) const;

  /// Lists the names of all tables and views, for "did you mean".
  std::vector<std::string> RelationNames() const;

 private:
  const CatalogState& state_;
  const SearchPath& path_;
};

}  // namespace lakebolt
