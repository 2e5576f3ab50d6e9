#pragma once

#include <memory>
#include <vector>

#include "plan/logical_plan.h"

namespace lakebolt {

struct JoinTable;

/// Asks a join for the numbers of its build rows' groups (JoinSpec::group_columns): its stream then
/// has a last column that no plan column stands for.
struct GroupRequest {
  std::vector<PlanColumn> keys;            // columns of the build side
  std::shared_ptr<const JoinTable> table;  // set by the planning of the join
};

}  // namespace lakebolt
