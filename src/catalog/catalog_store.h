#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include "catalog/catalog_state.h"

namespace lakebolt {

/// Holds the newest committed state of all databases that sessions share. Transactions take a
/// snapshot and commit one at a time. Thread-safe.
class CatalogStore {
 public:
  /// `system` holds built-in views; may be null.
  explicit CatalogStore(DatabasePtr system = nullptr);

  /// Returns the newest committed state.
  CatalogState snapshot() const;
  /// Returns a number that no object has.
  int64_t NextOid() { return next_oid_.fetch_add(1); }

  /// Calls `change` with the newest state, alone, and keeps what it left unless it throws.
  template <typename Change>
  void Commit(Change&& change) {
    const std::lock_guard lock(mutex_);
    CatalogState next = state_;
    change(next);
    state_ = std::move(next);
  }

 private:
  mutable std::mutex mutex_;
  CatalogState state_;
  std::atomic<int64_t> next_oid_{1000};
};

}  // namespace lakebolt
