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

  std::vector<ExprPtr> keys;          // none: one group of all rows, there even without rows
  std::vector<KeyColumn> known_keys;  // what statistics say of the keys; or nothing
  std::vector<Call> calls;
  double expected_rows = 1e9;     // of the input: an estimate
  std::optional<uint64_t> limit;  // so many groups (any) suffice

  std::vector<KeyColumn> KeyColumns() const {
    std::vector<KeyColumn> columns = known_keys;
    for (size_t k = columns.size(); k < keys.size(); ++k) columns.push_back({keys[k]->type()});
    return columns;
  }
};

}  // namespace lakebolt
