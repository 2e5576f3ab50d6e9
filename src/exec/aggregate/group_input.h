#pragma once

#include <cstdint>
#include <vector>

#include "exec/aggregate/aggregate_spec.h"
#include "expression/evaluator.h"
#include "expression/evaluator_list.h"
#include "vector/chunk.h"

namespace lakebolt {

/// Holds the evaluated input of a group-by for some rows.
struct GroupInput {
  std::vector<Vector> keys;
  std::vector<std::vector<Vector>> arguments;  // per call
  // Per call, by row number; null: all rows. Calls of one filter share a mask.
  std::vector<const uint8_t*> filter_masks;
};

/// Evaluates the keys, arguments and filters of a group-by for one worker.
class GroupInputEvaluator {
 public:
  GroupInputEvaluator(const std::vector<ExprPtr>& keys,
                      const std::vector<AggregateSpec::Call>& calls);

  /// Evaluates the live rows of a chunk; what it returns is valid until the next call.
  const GroupInput& Evaluate(const Chunk& chunk);

 private:
  /// Is the calls of one FILTER: their arguments are computed for the rows that pass.
  struct Filtered {
    ExprEvaluator filter;
    EvaluatorList values;  // the arguments of its calls, one call after the other
    std::vector<size_t> calls;
    std::vector<uint8_t> mask;
  };
  void EvaluateFiltered(const Chunk& chunk, Filtered& filtered);

  size_t key_count_;
  EvaluatorList values_;  // of keys, then of calls without FILTER
  std::vector<size_t> unfiltered_;
  std::vector<Filtered> filtered_;
  std::vector<size_t> argument_counts_;  // per call
  std::vector<uint32_t> selected_;
  GroupInput input_;
};

}  // namespace lakebolt
