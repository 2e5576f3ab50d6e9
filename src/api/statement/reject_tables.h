#pragma once

#include <memory>

#include "base/memory_pool.h"
#include "catalog/transaction.h"
#include "plan/logical_plan.h"

namespace lakebolt {

/// Makes the session's tables of rejected lines for those scans of a plan that store them, unless
/// earlier scans made them: `reject_errors` and `reject_scans`, or as the scan names them. They
/// fill while the scans run, and are charged to `account`. Throws kDuplicateName where other tables
/// have these names.
void OpenRejectTables(Transaction& transaction, const PlanNode& plan,
                      const std::shared_ptr<MemoryPool>& account);

}  // namespace lakebolt
