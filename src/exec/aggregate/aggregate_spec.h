#pragma once

#include <memory>
#include <vector>

#include "exec/aggregate/key_layout.h"
#include "expression/expression.h"
#include "plan/logical_plan.h"

namespace lakebolt {

/// Says what a group-by computes; all expressions are over the input chunk's columns.
struct AggregateSpec {
  struct Call {
    std::shared_ptr<const BoundAggregate> function;
    std::vector<ExprPtr> arguments;
    ExprPtr filter;  // or null
    AggregateCall::Mode mode = AggregateCall::Mode::kFull;
  };

  std::vector<ExprPtr> keys;  // none: one group of all rows, there even without rows
  std::vector<Call> calls;

  std::vector<LogicalType> KeyTypes() const {
    std::vector<LogicalType> types;
    for (const ExprPtr& key : keys) types.push_back(key->type());
    return types;
  }
};

}  // namespace lakebolt
