#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/memory_pool.h"
#include "base/settings.h"
#include "catalog/catalog.h"
#include "catalog/catalog_store.h"
#include "function/registry.h"
#include "function/user_functions.h"
#include "function/window_registry.h"
#include "optimizer/optimizer.h"

namespace lakebolt {

class FileAccess;
class Scheduler;
class TemporaryDirectory;

/// Holds what sessions share: catalog, functions, optimizer rules, workers and the memory pool.
/// Extensions register here. Always owned by a shared_ptr.
class Database : public std::enable_shared_from_this<Database> {
 public:
  /// Makes a database with everything that ships in the box. `settings` are the sessions' defaults.
  static std::shared_ptr<Database> Create(const Settings& settings = {});
  ~Database();

  Catalog& catalog() { return catalog_; }
  /// Returns the schemas, tables and other objects that sessions share.
  CatalogStore& store() { return store_; }
  /// Returns what ships in the box and what extensions add, before the first query.
  FunctionRegistry& functions() { return functions_; }
  /// Returns the functions that come and go while queries run.
  UserFunctions& user_functions() { return user_functions_; }
  WindowRegistry& windows() { return windows_; }
  MemoryPool& memory() { return *memory_; }
  /// Returns the account of rows of tables in memory, which counts among `memory` as well. Its
  /// limit is that of who wrote last.
  const std::shared_ptr<MemoryPool>& table_memory() { return table_memory_; }
  /// Returns the directory for what does not fit memory, shared by queries with these settings.
  std::shared_ptr<TemporaryDirectory> Temporary(const Settings& settings);
  Scheduler& scheduler() { return *scheduler_; }
  const Settings& default_settings() const { return settings_; }

  /// Puts files out of the reach of all sessions, but for those that the settings allow; does
  /// nothing where they are so already, as nothing opens them again.
  void RestrictFiles(const Settings& settings);
  /// Returns what files statements may touch; null means all.
  std::shared_ptr<const FileAccess> file_access() const;

  /// Adds a pass that runs in every query, after the built-in ones and before estimates are made.
  void AddOptimizerPass(std::shared_ptr<const OptimizerPass> pass);
  const std::vector<std::shared_ptr<const OptimizerPass>>& extra_passes() const {
    return extra_passes_;
  }

 private:
  explicit Database(const Settings& settings);

  Settings settings_;
  Catalog catalog_;
  CatalogStore store_;
  FunctionRegistry functions_;
  WindowRegistry windows_;
  UserFunctions user_functions_{functions_, windows_};
  std::vector<std::shared_ptr<const OptimizerPass>> extra_passes_;
  std::shared_ptr<MemoryPool> memory_;
  std::shared_ptr<MemoryPool> table_memory_;
  std::unique_ptr<Scheduler> scheduler_;
  std::mutex temporary_mutex_;
  std::pair<std::string, std::string> temporary_settings_;
  std::shared_ptr<TemporaryDirectory> temporary_;
  mutable std::mutex access_mutex_;
  std::shared_ptr<const FileAccess> file_access_;
};

/// Returns the version, such as "0.1.0".
const char* Version();

}  // namespace lakebolt
