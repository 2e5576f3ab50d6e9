#pragma once

#include <map>
#include <memory>
#include <string>

#include "api/database.h"
#include "base/memory_pool.h"
#include "base/settings.h"
#include "catalog/transaction.h"
#include "types/value.h"

namespace lakebolt {

namespace sql {
struct Statement;
}

/// Holds what a session keeps from statement to statement.
struct SessionState {
  explicit SessionState(std::shared_ptr<Database> shared)
      : database(std::move(shared)),
        settings(database->default_settings()),
        memory(std::make_shared<MemoryPool>(settings.memory_limit(), &database->memory())),
        temp(MakeDatabase(kTempDatabase, database->store().NextOid(),
                          database->store().NextOid())) {}

  std::shared_ptr<Database> database;
  Settings settings;
  std::shared_ptr<MemoryPool> memory;  // of all its queries, which may outlive it
  ReplacementScan replacement_scan;
  DatabasePtr temp;  // what lives with the session only
  SearchPath search_path = {SchemaName{}};
  std::unique_ptr<Transaction> transaction;  // between BEGIN and COMMIT
  int64_t transaction_time = 0;              // when it began, in microseconds: what now() gives
  bool aborted = false;                      // a statement of the transaction has failed
  std::map<std::string, Value> variables;    // SET VARIABLE; by folded name
  std::map<std::string, std::shared_ptr<const sql::Statement>> prepared;  // by folded name
};

}  // namespace lakebolt
