#include "catalog/catalog_store.h"

namespace lakebolt {

CatalogStore::CatalogStore(DatabasePtr system) {
  if (system != nullptr) state_.SetDatabase(kSystemDatabase, std::move(system));
  state_.SetDatabase(kMainDatabase, MakeDatabase(kMainDatabase, NextOid(), NextOid()));
}

CatalogState CatalogStore::snapshot() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

}  // namespace lakebolt
