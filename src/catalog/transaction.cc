#include "catalog/transaction.h"

#include "base/transaction_error.h"

namespace lakebolt {

namespace {

[[noreturn]] void ThrowConflict(const std::string& name) {
  throw UserError(kConflictError,
                  "another transaction has changed \"" + name + "\" since this one began", {},
                  "try again; an open transaction has to be rolled back first");
}

/// Returns a table entry with other rows.
EntryPtr WithSource(const TableEntry& entry, std::shared_ptr<const TableSource> source) {
  auto copy = std::make_shared<TableEntry>(entry);
  copy->source = std::move(source);
  return copy;
}

}  // namespace

Transaction::Transaction(CatalogStore& store, DatabasePtr& temp, TransactionAccess access)
    : store_(store), temp_(temp), access_(access), state_(store.snapshot()) {
  state_.SetDatabase(kTempDatabase, temp);
}

void Transaction::RequireWritable(const std::string& database) const {
  if (access_ == TransactionAccess::kReadWrite || database == kTempDatabase) return;
  throw UserError(kTransactionError, "the transaction may read only");
}

void Transaction::Set(NameKind kind, const ObjectName& name, EntryPtr entry) {
  RequireWritable(name.database);
  const auto [change, is_new] = changes_.try_emplace({kind, name});
  if (is_new) change->second.before = state_.Find(kind, name);
  change->second.rows_only = false;
  change->second.write.reset();
  state_.Set(kind, name, std::move(entry));
}

void Transaction::SetSchema(const SchemaName& name, SchemaPtr schema) {
  RequireWritable(name.database);
  const auto [change, is_new] = schema_changes_.try_emplace(name);
  if (is_new) change->second.before = state_.FindSchema(name.database, name.schema);
  if (schema == nullptr) {
    std::erase_if(changes_, [&](const auto& known) {
      const ObjectName& object = known.first.second;
      return object.database == name.database && object.schema == name.schema;
    });
  }
  state_.SetSchema(name.database, name.schema, std::move(schema));
}

void Transaction::Attach(const std::string& name) {
  RequireWritable(name);
  const DatabasePtr database = MakeDatabase(name, NextOid(), NextOid());
  const std::string folded = FoldName(name);
  store_.Commit([&](CatalogState& newest) { newest.SetDatabase(folded, database); });
  state_.SetDatabase(folded, database);
}

void Transaction::Detach(const std::string& folded) {
  RequireWritable(folded);
  store_.Commit([&](CatalogState& newest) { newest.DropDatabase(folded); });
  state_.DropDatabase(folded);
}

void Transaction::Write(const ObjectName& table, const std::function<void(TableWrite&)>& write) {
  RequireWritable(table.database);
  const EntryPtr entry = state_.Find(NameKind::kRelation, table);
  const auto& known = As<TableEntry>(*entry);
  const auto [change, is_new] = changes_.try_emplace({NameKind::kRelation, table});
  if (is_new) change->second.before = entry;
  auto& pending = change->second.write;
  if (pending == nullptr) pending = known.source->BeginWrite();
  write(*pending);
  if (change->second.rows_only && table.database != kTempDatabase) {
    const EntryPtr newest = store_.snapshot().Find(NameKind::kRelation, table);
    if (newest == nullptr || newest->kind != EntryKind::kTable) ThrowConflict(entry->name);
    pending->CheckConflicts(As<TableEntry>(*newest).source);
  }
  state_.Set(NameKind::kRelation, table, WithSource(known, pending->Current()));
}

void Transaction::CommitSchemas(CatalogState& newest) const {
  for (const auto& [name, change] : schema_changes_) {
    if (name.database == kTempDatabase) continue;
    const SchemaPtr now = newest.FindSchema(name.database, name.schema);
    const SchemaPtr own = state_.FindSchema(name.database, name.schema);
    if ((now == nullptr) != (change.before == nullptr)) ThrowConflict(name.schema);
    if (own == nullptr && now != change.before) ThrowConflict(name.schema);
    auto schema = own == nullptr ? nullptr : std::make_shared<SchemaState>(*own);
    // Its objects come one by one; all but a dropped schema keeps those that others made.
    if (schema != nullptr) {
      schema->names = now == nullptr || own->oid != now->oid ? SchemaState{}.names : now->names;
    }
    newest.SetSchema(name.database, name.schema, std::move(schema));
  }
}

void Transaction::CommitEntry(const Key& key, Change& change, CatalogState& newest) {
  const auto& [kind, name] = key;
  const EntryPtr now = newest.Find(kind, name);
  const EntryPtr own = state_.Find(kind, name);
  if (change.rows_only && change.write != nullptr) {
    if (now == nullptr || now->kind != EntryKind::kTable ||
        As<TableEntry>(*now).definition != As<TableEntry>(*own).definition) {
      ThrowConflict(own->name);
    }
    const auto& table = As<TableEntry>(*now);
    newest.Set(kind, name, WithSource(table, change.write->Commit(table.source)));
    return;
  }
  const auto same_before = [&] {
    const SchemaName schema{name.database, name.schema};
    const auto made = schema_changes_.find(schema);
    return now == change.before || (made != schema_changes_.end() && now == nullptr);
  };
  if (!same_before()) ThrowConflict(own != nullptr ? own->name : change.before->name);
  if (newest.FindSchema(name.database, name.schema) == nullptr) ThrowConflict(name.schema);
  newest.Set(kind, name, own);
  if (change.write != nullptr) {
    // The table itself is new in this transaction: nobody else has written to it.
    change.write.reset();
  }
}

void Transaction::Commit() {
  if (changes_.empty() && schema_changes_.empty()) return;
  const DatabasePtr own_temp = state_.FindDatabase(kTempDatabase);
  bool shared = false;
  for (const auto& [key, change] : changes_) shared |= key.second.database != kTempDatabase;
  for (const auto& [name, change] : schema_changes_) shared |= name.database != kTempDatabase;
  // Others wait while the store commits.
  for (auto& [key, change] : changes_) {
    if (change.write != nullptr && change.rows_only) change.write->PrepareCommit();
  }
  CatalogState temp_only;
  temp_only.SetDatabase(kTempDatabase, own_temp);
  for (auto& [key, change] : changes_) {
    if (key.second.database != kTempDatabase || change.write == nullptr || !change.rows_only) {
      continue;
    }
    const EntryPtr entry = state_.Find(key.first, key.second);
    temp_only.Set(key.first, key.second,
                  WithSource(As<TableEntry>(*entry),
                             change.write->Commit(As<TableEntry>(*change.before).source)));
  }
  if (shared) {
    store_.Commit([&](CatalogState& newest) {
      CommitSchemas(newest);
      for (auto& [key, change] : changes_) {
        if (key.second.database != kTempDatabase) CommitEntry(key, change, newest);
      }
    });
  }
  temp_ = temp_only.FindDatabase(kTempDatabase);
  changes_.clear();
  schema_changes_.clear();
}

}  // namespace lakebolt
