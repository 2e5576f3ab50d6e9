#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "exec/aggregate/key_layout.h"
#include "exec/operator.h"
#include "expression/expression.h"

namespace lakebolt {

/// Keeps rows `offset .. offset + limit` of each run of rows with equal partition values. Stands
/// behind a sort by those values, in a pipeline of one worker.
class PartitionLimit final : public Transform {
 public:
  PartitionLimit(std::vector<ExprPtr> partition, std::optional<uint64_t> limit, uint64_t offset);

  std::string Name() const override { return "PARTITION LIMIT"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  TransformStatus Process(TaskContext& context, LocalState& local, Chunk& input,
                          Chunk& out) override;

 private:
  std::vector<ExprPtr> partition_;
  KeyLayout layout_;
  std::optional<uint64_t> limit_;
  uint64_t offset_;
};

}  // namespace lakebolt
