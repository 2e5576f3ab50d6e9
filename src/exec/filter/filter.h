#pragma once

#include <memory>
#include <string>

#include "exec/operator.h"
#include "expression/expression.h"

namespace lakebolt {

/// Keeps the rows for which a predicate over the chunk's columns is true, by selection.
class Filter final : public Transform {
 public:
  explicit Filter(ExprPtr predicate) : predicate_(std::move(predicate)) {}

  std::string Name() const override { return "FILTER"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  TransformStatus Process(TaskContext& context, LocalState& local, Chunk& input,
                          Chunk& out) override;

 private:
  ExprPtr predicate_;
};

}  // namespace lakebolt
