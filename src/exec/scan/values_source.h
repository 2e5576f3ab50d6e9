#pragma once

#include <memory>
#include <string>
#include <vector>

#include "exec/operator.h"
#include "expression/expression.h"

namespace lakebolt {

/// Gives the literal rows of VALUES, or the one row without columns of a missing FROM.
class ValuesSource final : public Source {
 public:
  ValuesSource(std::vector<LogicalType> types, std::vector<std::vector<ExprPtr>> rows)
      : types_(std::move(types)), rows_(std::move(rows)) {}

  std::string Name() const override { return "VALUES"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  SourceStatus Next(TaskContext& context, LocalState& local, Chunk& out) override;
  uint32_t MaxTasks() const override { return 1; }

 private:
  std::vector<LogicalType> types_;
  std::vector<std::vector<ExprPtr>> rows_;
};

}  // namespace lakebolt
