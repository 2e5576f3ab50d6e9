#pragma once

#include <memory>
#include <vector>

#include "expression/expression.h"
#include "vector/chunk.h"

namespace lakebolt {

/// Evaluates several bound expressions over the same chunks, for one thread: what they have in
/// common is computed once a chunk. See ExprEvaluator.
class EvaluatorList {
 public:
  explicit EvaluatorList(const std::vector<ExprPtr>& expressions);
  ~EvaluatorList();
  EvaluatorList(EvaluatorList&&) noexcept;
  EvaluatorList& operator=(EvaluatorList&&) noexcept;

  /// Begins a chunk, whose columns must stay as they are while it is evaluated.
  void Begin(const std::vector<Vector>& columns, RowSet rows);

  /// Computes an expression for all rows of the chunk.
  Vector Evaluate(size_t expression);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lakebolt
