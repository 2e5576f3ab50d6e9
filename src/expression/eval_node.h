#pragma once

#include <memory>
#include <vector>

#include "expression/expression.h"
#include "vector/vector.h"

namespace lakebolt {

using Columns = const std::vector<Vector>&;

/// Computes one node of an expression; holds scratch memory, so one thread uses it at a time.
class EvalNode {
 public:
  virtual ~EvalNode() = default;

  /// Computes the value for `rows`; the vector has rows.size rows.
  virtual Vector Evaluate(Columns columns, RowSet rows) = 0;

  /// Writes the rows where a boolean node is true into `out` (room for rows.count + 8, not
  /// rows.indices itself) and returns how many.
  virtual uint32_t Select(Columns columns, RowSet rows, uint32_t* out);

  /// Tells whether a boolean node costs next to nothing for these columns and cannot fail, so that
  /// a conjunction may test all rows at once and join the masks.
  virtual bool IsCheap(Columns) const { return false; }

  /// Writes 1 into mask[row] where a boolean node is true, else 0, for the rows of `rows`.
  virtual void Test(Columns columns, RowSet rows, uint8_t* mask);

  /// Tells whether the node is a column or a constant.
  virtual bool IsLeaf() const { return false; }

 protected:
  /// Returns scratch of at least `size` bytes, indexed by row.
  uint8_t* Mask(uint32_t size);

 private:
  std::vector<uint8_t> mask_;
};

using EvalNodePtr = std::unique_ptr<EvalNode>;

class SharedValues;

/// Says where in a tree an expression is compiled.
struct CompileScope {
  /// Subtrees over one column are lifted to dictionaries (MakeLiftNode) unless one around them is.
  bool lifted = false;
  /// Subtrees without columns are computed once (MakeOnceNode) unless one around them is.
  bool once = false;
  /// Knows what several expressions over the same rows have in common; may be null.
  SharedValues* shared = nullptr;
};

EvalNodePtr CompileExpr(const ExprPtr& expr, CompileScope scope);

/// Evaluates an expression without columns; throws what the evaluation throws.
Vector EvaluateOneRow(const ExprPtr& expr);

/// Wraps the computation of an expression over one column so that it runs once per dictionary
/// entry where that pays.
EvalNodePtr MakeLiftNode(uint32_t column, EvalNodePtr inner);

/// Wraps the computation of an expression without columns so that it runs once for all chunks.
EvalNodePtr MakeOnceNode(EvalNodePtr inner);

EvalNodePtr MakeCompareNode(CompareOp op, EvalNodePtr left, EvalNodePtr right);
EvalNodePtr MakeConjunctionNode(bool is_and, std::vector<EvalNodePtr> terms);
EvalNodePtr MakeNotNode(EvalNodePtr input);
EvalNodePtr MakeIsNullNode(EvalNodePtr input, bool negated);
EvalNodePtr MakeCaseNode(LogicalType type, std::vector<EvalNodePtr> children);
EvalNodePtr MakeCoalesceNode(LogicalType type, std::vector<EvalNodePtr> children);
/// Compiles an IN whose list consists of constants.
EvalNodePtr MakeInNode(EvalNodePtr input, const LogicalType& type, std::vector<Value> list);

/// Compiles a call of a function that takes lambdas.
EvalNodePtr MakeLambdaCallNode(const ExprPtr& call, CompileScope scope);

/// Writes 1 into mask[row] where a boolean vector is true and 0 where it is false or NULL.
void BooleanToMask(const Vector& booleans, RowSet rows, uint8_t* mask);

/// Writes the rows of `rows` that are not in `taken` (an ascending subset) into `out`.
uint32_t SubtractRows(RowSet rows, const uint32_t* taken, uint32_t taken_count, uint32_t* out);

}  // namespace lakebolt
