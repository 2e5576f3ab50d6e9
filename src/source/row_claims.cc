#include "source/row_claims.h"

#include <unordered_set>

#include "base/transaction_error.h"

namespace lakebolt {

void RowClaims::Claim(const void* writer, std::vector<int64_t> row_ids) {
  if (row_ids.empty()) return;
  const std::lock_guard lock(mutex_);
  const bool alone = claims_.empty() || (claims_.size() == 1 && claims_.begin()->first == writer);
  if (!alone) {
    // Rare, so that the common lone writer need not keep a set.
    const std::unordered_set<int64_t> wanted(row_ids.begin(), row_ids.end());
    for (const auto& [other, batches] : claims_) {
      if (other == writer) continue;
      for (const std::vector<int64_t>& batch : batches) {
        for (const int64_t row_id : batch) {
          if (!wanted.contains(row_id)) continue;
          throw UserError(kConflictError,
                          "another transaction is changing the same row (row id " +
                              std::to_string(row_id) + ")",
                          {}, "try again; an open transaction has to be rolled back first");
        }
      }
    }
  }
  claims_[writer].push_back(std::move(row_ids));
}

void RowClaims::Release(const void* writer) {
  const std::lock_guard lock(mutex_);
  claims_.erase(writer);
}

}  // namespace lakebolt
