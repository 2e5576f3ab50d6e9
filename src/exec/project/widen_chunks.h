#pragma once

#include <memory>
#include <string>
#include <vector>

#include "exec/operator.h"

namespace lakebolt {

/// Joins chunks to larger ones for functions that want many rows (FunctionTraits::wants_many_rows).
/// The first chunk goes on as it is, so that LIMIT has its rows soon; from then on they grow as
/// long as what follows is quick with them, and shrink when it is not.
class WidenChunks final : public Transform {
 public:
  explicit WidenChunks(std::vector<LogicalType> types) : types_(std::move(types)) {}

  std::string Name() const override { return "WIDEN CHUNKS"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  TransformStatus Process(TaskContext& context, LocalState& local, Chunk& input,
                          Chunk& out) override;
  bool HoldsBatches() const override { return true; }
  TransformStatus Flush(TaskContext& context, LocalState& local, Chunk& out) override;

 private:
  std::vector<LogicalType> types_;
};

}  // namespace lakebolt
