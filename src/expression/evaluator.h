#pragma once

#include <memory>
#include <vector>

#include "expression/expression.h"
#include "vector/chunk.h"

namespace lakebolt {

/// Evaluates one bound expression whose columns are InputExpr, chunk after chunk, for one thread.
///
/// Where an expression depends on one dictionary column only and the dictionary is smaller than the
/// rows, it is evaluated once per dictionary entry and the codes are kept; results are remembered
/// as long as the same dictionary comes again. Constants stay constant. AND, OR, CASE, COALESCE and
/// IN look at later parts only for the rows where they count, so that errors are raised only there.
class ExprEvaluator {
 public:
  explicit ExprEvaluator(ExprPtr expr);
  ~ExprEvaluator();
  ExprEvaluator(ExprEvaluator&&) noexcept;
  ExprEvaluator& operator=(ExprEvaluator&&) noexcept;

  /// Computes the expression for `rows` of the columns; the result has rows.size rows.
  Vector Evaluate(const std::vector<Vector>& columns, RowSet rows);

  /// Computes a boolean expression and writes the rows where it is true into `out` (room for
  /// rows.count + 8); returns how many.
  uint32_t Select(const std::vector<Vector>& columns, RowSet rows, uint32_t* out);

  /// Filters a chunk: sets its selection to the live rows where the expression is true.
  void Filter(Chunk& chunk);

 private:
  struct Node;
  std::unique_ptr<Node> root_;
};

/// Evaluates an expression without columns; throws what the evaluation throws.
Value EvaluateConstant(const ExprPtr& expr);

/// Folds what is constant: literals' arithmetic, TRUE AND x, and so on. An expression that raises
/// an error when folded is left as it is, so that the error comes (or not) when rows do.
ExprPtr FoldConstants(const ExprPtr& expr);

}  // namespace lakebolt
