#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "exec/join/join_build.h"
#include "vector/held_columns.h"

namespace lakebolt {

/// Is what one worker collects of a build side.
struct JoinBuild::Local final : LocalState {
  std::vector<std::optional<ExprEvaluator>> evaluators;  // by slot, for what is no plain column
  std::vector<BuildBatch> batches;
  std::vector<KeyBounds> bounds;
  HeldColumns held;
  Reservation memory;
  bool any_rows = false;
  bool any_null_keys = false;
  std::vector<uint8_t> mask;
  std::unique_ptr<BuildRows> spilled;  // or null
};

}  // namespace lakebolt
