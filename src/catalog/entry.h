#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "catalog/names.h"
#include "catalog/search_path.h"
#include "catalog/sequence.h"
#include "source/table_source.h"

namespace lakebolt {

enum class EntryKind : uint8_t { kTable, kView, kSequence, kMacro, kTableMacro, kIndex, kType };

/// Is the base of what a schema holds under a name. Immutable: changes put another entry in place.
struct CatalogEntry {
  explicit CatalogEntry(EntryKind entry_kind) : kind(entry_kind) {}
  virtual ~CatalogEntry() = default;

  const EntryKind kind;
  std::string name;  // as written at creation
  int64_t oid = 0;   // unique in the database store
  bool internal = false;
  std::optional<std::string> comment;
};

using EntryPtr = std::shared_ptr<const CatalogEntry>;

/// Casts an entry down after a look at its kind.
template <typename T>
const T& As(const CatalogEntry& entry) {
  return static_cast<const T&>(entry);
}

/// Describes what a table's column has besides name and type. Expressions are kept as SQL.
struct ColumnInfo {
  std::string default_sql;    // empty: NULL
  std::string generated_sql;  // empty: no generated column
  bool stored = false;        // written STORED
  std::optional<std::string> comment;
};

enum class ConstraintKind : uint8_t { kNotNull, kCheck, kUnique, kPrimaryKey, kForeignKey };

/// Describes one constraint of a table.
struct TableConstraint {
  ConstraintKind kind = ConstraintKind::kNotNull;
  std::string name;                  // as given, or made up
  std::vector<std::string> columns;  // all but kCheck
  std::string check_sql;
  ObjectName parent;  // of kForeignKey: the table referred to
  std::vector<std::string> parent_columns;
};

/// Holds what DDL says of a table; versions that differ by rows only share it.
struct TableDefinition {
  std::vector<ColumnInfo> columns;
  std::vector<TableConstraint> constraints;
};

struct TableEntry final : CatalogEntry {
  TableEntry() : CatalogEntry(EntryKind::kTable) {}
  std::shared_ptr<const TableDefinition> definition = std::make_shared<TableDefinition>();
  std::shared_ptr<const TableSource> source;
  bool registered = false;  // data handed in from outside, shown as a view
};

struct ViewEntry final : CatalogEntry {
  ViewEntry() : CatalogEntry(EntryKind::kView) {}
  std::string sql;                                     // its query
  std::vector<std::string> column_names;               // may be fewer than the query's
  SearchPath search_path;                              // what names in the query meant at creation
  std::map<std::string, std::string> column_comments;  // by folded name
};

struct SequenceEntry final : CatalogEntry {
  SequenceEntry() : CatalogEntry(EntryKind::kSequence) {}
  std::shared_ptr<Sequence> sequence;
  int64_t owner_oid = 0;  // of the table or sequence that it is OWNED BY; 0 without
};

/// Is one of the bodies of a macro, told apart by the number of parameters.
struct MacroBody {
  std::vector<std::string> parameters;
  std::map<std::string, std::string> defaults;  // SQL by folded parameter
  std::map<std::string, std::string> types;     // SQL by folded parameter, of those that have one
  std::string sql;                              // an expression, or a query for kTableMacro
};

struct MacroEntry final : CatalogEntry {
  explicit MacroEntry(bool is_table)
      : CatalogEntry(is_table ? EntryKind::kTableMacro : EntryKind::kMacro) {}
  std::vector<MacroBody> bodies;
};

struct IndexEntry final : CatalogEntry {
  IndexEntry() : CatalogEntry(EntryKind::kIndex) {}
  std::string table;  // as the table spells it; of the same schema
  bool unique = false;
  std::vector<std::string> columns;  // empty when it stands on expressions
  std::vector<std::string> expressions;
  std::string sql;
};

struct TypeEntry final : CatalogEntry {
  TypeEntry() : CatalogEntry(EntryKind::kType) {}
  LogicalType type;
  std::vector<ObjectName> parts;  // types of users that it is made of
};

}  // namespace lakebolt
