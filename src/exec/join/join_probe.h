#pragma once

#include "exec/join/probe_strategy.h"

namespace lakebolt {

/// Carries the probe side of a join past the table that JoinBuild made.
class JoinProbe final : public Transform {
 public:
  explicit JoinProbe(std::shared_ptr<JoinTable> table) : table_(std::move(table)) {}

  std::string Name() const override;
  std::vector<std::string> Details() const override;
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  TransformStatus Process(TaskContext& context, LocalState& local, Chunk& input,
                          Chunk& out) override;

 private:
  struct Local;
  std::shared_ptr<JoinTable> table_;
};

}  // namespace lakebolt
