#pragma once

#include "catalog/transaction.h"
#include "plan/logical_plan.h"

namespace lakebolt {

/// Makes the session's tables of rejected lines for those scans of a plan that store them, unless
/// earlier scans made them: `reject_errors` and `reject_scans`, or as the scan names them. They
/// fill while the scans run. Throws kDuplicateName where other tables have these names.
void OpenRejectTables(Transaction& transaction, const PlanNode& plan);

}  // namespace lakebolt
