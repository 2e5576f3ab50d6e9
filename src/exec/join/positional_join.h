#pragma once

#include <memory>
#include <string>
#include <vector>

#include "exec/set/materialize.h"

namespace lakebolt {

/// Gives row i of one input beside row i of the other, NULLs where one has ended.
class PositionalJoin final : public Source {
 public:
  /// Holds the rows of an input and their types.
  struct Input {
    std::shared_ptr<const Materialize> rows;
    std::vector<LogicalType> types;
  };

  PositionalJoin(Input left, Input right) : left_(std::move(left)), right_(std::move(right)) {}

  std::string Name() const override { return "POSITIONAL JOIN"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  SourceStatus Next(TaskContext& context, LocalState& local, Chunk& out) override;
  uint32_t MaxTasks() const override { return 1; }

 private:
  struct Local;

  Input left_;
  Input right_;
};

}  // namespace lakebolt
