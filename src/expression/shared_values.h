#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "expression/eval_node.h"

namespace lakebolt {

/// Lets expressions over the same rows compute only once what they have in common: a value computed
/// for all rows of a chunk is kept until the next chunk. Values asked for some of the rows only, in
/// a branch of CASE, are taken from it where it is there, and are not kept otherwise.
class SharedValues {
 public:
  /// Finds what comes more than once in `expressions`.
  explicit SharedValues(const std::vector<ExprPtr>& expressions);
  ~SharedValues();

  /// Wraps the computation of an expression that comes more than once; gives others back.
  EvalNodePtr Share(const ExprPtr& expr, EvalNodePtr node);

  /// Tells whether anything comes more than once.
  bool empty() const { return slots_.empty(); }

  /// Begins a chunk: forgets all values.
  void Begin(Columns columns, RowSet rows);

 private:
  struct Slot;
  class Node;

  std::vector<std::unique_ptr<Slot>> slots_;
  const std::vector<Vector>* columns_ = nullptr;
  RowSet rows_;
};

}  // namespace lakebolt
