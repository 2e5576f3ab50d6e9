#pragma once

#include <memory>

#include "function/aggregate_function.h"

namespace lakebolt {

/// Says which rows take part in arg_min and arg_max.
enum class ArgNulls : uint8_t {
  kSkipBoth,  // neither value nor key may be NULL
  kSkipKeys,  // the key may not; the value may
  kKeysLast,  // all do; a NULL key counts only where there is no other
};

/// Returns the type of the states that MakeArgExtreme gives.
LogicalType ArgExtremeState(const LogicalType& value, const LogicalType& key);

/// Makes states that keep, of each group, the value that came with the least or greatest key; the
/// first of equals. Arguments: value, key.
std::unique_ptr<AggregateStates> MakeArgExtreme(const LogicalType& value, const LogicalType& key,
                                                bool largest, ArgNulls nulls);

}  // namespace lakebolt
