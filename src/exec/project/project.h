#pragma once

#include <memory>
#include <string>
#include <vector>

#include "exec/operator.h"
#include "expression/expression.h"

namespace lakebolt {

/// Computes columns from columns; plain references are passed on without work.
class Project final : public Transform {
 public:
  explicit Project(std::vector<ExprPtr> items) : items_(std::move(items)) {}

  std::string Name() const override { return "PROJECT"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  TransformStatus Process(TaskContext& context, LocalState& local, Chunk& input,
                          Chunk& out) override;

 private:
  std::vector<ExprPtr> items_;
};

}  // namespace lakebolt
