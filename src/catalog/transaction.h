#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "catalog/catalog_store.h"
#include "source/table_write.h"

namespace lakebolt {

/// Says what a transaction may change; the session's own database "temp" it may always.
enum class TransactionAccess : uint8_t { kReadWrite, kReadOnly };

/// Is a unit of work: reads the snapshot of its start and its own changes, and commits all of them
/// or none. Of two that change the same the first to commit wins; the other gets kConflict. Not
/// thread-safe. Destroying it without Commit rolls back. One that may read only throws
/// kTransactionError for all that changes something.
class Transaction {
 public:
  /// Begins. `temp` is the session's own database, which Commit writes back to.
  Transaction(CatalogStore& store, DatabasePtr& temp,
              TransactionAccess access = TransactionAccess::kReadWrite);

  /// Returns what names mean now, the session's database "temp" among the others.
  const CatalogState& state() const { return state_; }
  int64_t NextOid() { return store_.NextOid(); }

  /// Throws kTransactionError if the transaction may not change a database.
  void RequireWritable(const std::string& database) const;

  /// Puts an entry in place of any other of its name, or removes it when null.
  void Set(NameKind kind, const ObjectName& name, EntryPtr entry);
  /// Puts a schema, or removes it with all it holds when null.
  void SetSchema(const SchemaName& name, SchemaPtr schema);

  /// Adds or drops a database at once, for all sessions: it is not part of the transaction.
  void Attach(const std::string& name);
  void Detach(const std::string& folded);

  /// Calls `write` to change the rows of a table, then lets all later statements see them. Throws
  /// kConflict when another transaction changed the same rows since this one began.
  void Write(const ObjectName& table, const std::function<void(TableWrite&)>& write);

  void Commit();

 private:
  /// Remembers what an entry was when the transaction first changed it.
  struct Change {
    EntryPtr before;
    bool rows_only = true;
    std::unique_ptr<TableWrite> write;
  };
  using Key = std::pair<NameKind, ObjectName>;
  struct SchemaChange {
    SchemaPtr before;
  };

  void CommitSchemas(CatalogState& newest) const;
  void CommitEntry(const Key& key, Change& change, CatalogState& newest);

  CatalogStore& store_;
  DatabasePtr& temp_;
  TransactionAccess access_;
  CatalogState state_;
  std::map<Key, Change> changes_;
  std::map<SchemaName, SchemaChange> schema_changes_;
};

}  // namespace lakebolt
