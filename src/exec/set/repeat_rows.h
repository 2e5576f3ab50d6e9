#pragma once

#include <memory>
#include <string>

#include "exec/operator.h"

namespace lakebolt {

/// Gives each row as many times as its last column says, a BIGINT without NULLs, and drops that
/// column.
class RepeatRows final : public Transform {
 public:
  std::string Name() const override { return "REPEAT ROWS"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  TransformStatus Process(TaskContext& context, LocalState& local, Chunk& input,
                          Chunk& out) override;

 private:
  struct Local;
};

}  // namespace lakebolt
