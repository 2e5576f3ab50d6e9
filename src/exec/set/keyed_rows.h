#pragma once

#include <memory>
#include <vector>

#include "base/memory_pool.h"
#include "exec/aggregate/group_table.h"
#include "exec/set/materialize.h"
#include "expression/evaluator.h"
#include "plan/recursive_cte.h"
#include "vector/chunk.h"

namespace lakebolt {

/// Is the table of a recursive CTE USING KEY: a row a key, the other columns aggregates of all rows
/// taken in so far. One worker's.
class KeyedRows {
 public:
  KeyedRows(const RecursiveCteNode::Key& key, std::vector<LogicalType> types, MemoryPool* memory);

  /// Takes rows in, reading each chunk twice. Returns the rows of the table that they changed.
  std::vector<Chunk> Take(const Materialize& rows);
  /// Takes a chunk of rows in. Returns those very rows, cast to the table's types.
  Chunk TakeAll(const Chunk& rows);

  /// Returns the whole table.
  std::vector<Chunk> Rows() const;

 private:
  /// Finds the groups of a chunk's rows; new ones are added.
  std::vector<uint32_t> GroupsOf(const Chunk& chunk);
  void Update(const Chunk& chunk, const std::vector<uint32_t>& groups);
  /// Computes the table's rows of groups, in their order.
  Chunk RowsOf(const std::vector<uint32_t>& groups) const;
  /// Charges the table and `more` bytes of a round.
  void Charge(size_t more);

  const RecursiveCteNode::Key& key_;
  std::vector<LogicalType> types_;
  GroupTable table_;
  std::vector<std::unique_ptr<AggregateStates>> states_;  // by payload
  std::vector<std::vector<ExprEvaluator>> arguments_;     // by payload
  std::vector<ExprEvaluator> casts_;                      // by column
  Reservation bytes_;
};

}  // namespace lakebolt
