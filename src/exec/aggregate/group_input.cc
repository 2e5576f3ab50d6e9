#include "exec/aggregate/group_input.h"

namespace lakebolt {

namespace {

/// Lists what is computed for all rows of a chunk.
std::vector<ExprPtr> ValuesOf(const std::vector<ExprPtr>& keys,
                              const std::vector<AggregateSpec::Call>& calls) {
  std::vector<ExprPtr> values = keys;
  for (const AggregateSpec::Call& call : calls) {
    if (call.filter != nullptr) continue;
    values.insert(values.end(), call.arguments.begin(), call.arguments.end());
  }
  return values;
}

}  // namespace

GroupInputEvaluator::GroupInputEvaluator(const std::vector<ExprPtr>& keys,
                                         const std::vector<AggregateSpec::Call>& calls)
    : key_count_(keys.size()), values_(ValuesOf(keys, calls)) {
  for (const AggregateSpec::Call& call : calls) {
    argument_counts_.push_back(call.arguments.size());
    std::optional<Filtered>& filtered = filtered_.emplace_back();
    if (call.filter == nullptr) continue;
    filtered.emplace(Filtered{ExprEvaluator(call.filter), {}, {}});
    for (const ExprPtr& argument : call.arguments) filtered->arguments.emplace_back(argument);
  }
  input_.arguments.resize(calls.size());
}

const GroupInput& GroupInputEvaluator::Evaluate(const Chunk& chunk) {
  values_.Begin(chunk.columns(), chunk.rows());
  input_.keys.clear();
  size_t next = 0;
  for (; next < key_count_; ++next) input_.keys.push_back(values_.Evaluate(next));
  input_.filter_masks.assign(filtered_.size(), nullptr);
  for (size_t c = 0; c < filtered_.size(); ++c) {
    input_.arguments[c].clear();
    if (filtered_[c]) {
      EvaluateFiltered(chunk, c);
      continue;
    }
    for (size_t a = 0; a < argument_counts_[c]; ++a) {
      input_.arguments[c].push_back(values_.Evaluate(next++));
    }
  }
  return input_;
}

void GroupInputEvaluator::EvaluateFiltered(const Chunk& chunk, size_t call) {
  Filtered& filtered = *filtered_[call];
  const RowSet rows = chunk.rows();
  selected_.resize(rows.count + 8);
  const uint32_t count = filtered.filter.Select(chunk.columns(), rows, selected_.data());
  const RowSet wanted{selected_.data(), count, rows.size};
  filtered.mask.assign(chunk.size(), 0);
  for (uint32_t i = 0; i < count; ++i) filtered.mask[selected_[i]] = 1;
  input_.filter_masks[call] = filtered.mask.data();
  for (ExprEvaluator& argument : filtered.arguments) {
    input_.arguments[call].push_back(argument.Evaluate(chunk.columns(), wanted));
  }
}

}  // namespace lakebolt
