#pragma once

#include "plan/operators.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

/// Maps the columns of a CTE's scan to those of its definition.
inline ColumnMap ToDefinition(const CteScanNode& scan) {
  ColumnMap map;
  for (size_t i = 0; i < scan.columns().size(); ++i) {
    map.emplace(scan.columns()[i].id, scan.definition_ids()[i]);
  }
  return map;
}

}  // namespace lakebolt
