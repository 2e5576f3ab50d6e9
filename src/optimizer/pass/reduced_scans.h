#pragma once

#include <optional>
#include <vector>

#include "optimizer/optimizer.h"
#include "plan/operators.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

/// Is a group by's input that a semi join reduces to the keys of another relation.
struct ReducedInput {
  PlanPtr semi_join;
  /// Per condition of the semi join: the input's expression, and what joins above may equal: the
  /// other relation's expression and the group by's key.
  struct Key {
    ExprPtr input;
    ExprPtr other;
    ExprPtr group_key;
  };
  std::vector<Key> keys;
};

/// Reads a table once where a join meets it again: `t JOIN (SELECT k, avg(x) FROM t GROUP BY k)
/// USING (k) JOIN few USING (k)` needs of both uses of t only rows with keys of `few`. These go
/// into a CTE, read by the group by and by the join. (What window functions do for such queries in
/// Zuzarte et al., "WinMagic: Subquery Elimination Using Window Aggregation", SIGMOD 2003, without
/// tying the subquery's shape to the query's.)
///
/// Takes an inner join, one side of which is the table and the other holds the reduced input.
/// Returns nothing where the two do not read the same.
std::optional<PlanPtr> ShareReducedScan(const JoinNode& join, const ReducedInput& input,
                                        OptimizerContext& context);

}  // namespace lakebolt
