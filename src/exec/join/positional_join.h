#pragma once

#include <memory>
#include <string>

#include "exec/set/ordered_rows.h"

namespace lakebolt {

/// Gives row i of one input beside row i of the other, NULLs where one has ended.
class PositionalJoin final : public Source {
 public:
  PositionalJoin(std::shared_ptr<const OrderedRows> left, std::shared_ptr<const OrderedRows> right)
      : left_(std::move(left)), right_(std::move(right)) {}

  std::string Name() const override { return "POSITIONAL JOIN"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  SourceStatus Next(TaskContext& context, LocalState& local, Chunk& out) override;
  uint32_t MaxTasks() const override { return 1; }

 private:
  std::shared_ptr<const OrderedRows> left_;
  std::shared_ptr<const OrderedRows> right_;
};

}  // namespace lakebolt
