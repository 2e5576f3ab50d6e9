#include "exec/aggregate/group_input.h"

#include <algorithm>

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

/// Is the calls that have one FILTER, and their arguments.
struct FilterGroup {
  ExprPtr filter;
  std::vector<size_t> calls;
  std::vector<ExprPtr> arguments;
};

std::vector<FilterGroup> GroupByFilter(const std::vector<AggregateSpec::Call>& calls) {
  std::vector<FilterGroup> groups;
  for (size_t c = 0; c < calls.size(); ++c) {
    const ExprPtr& filter = calls[c].filter;
    if (filter == nullptr) continue;
    auto group = std::find_if(groups.begin(), groups.end(), [&](const FilterGroup& other) {
      return other.filter->Equals(*filter) && !IsVolatile(*filter);
    });
    if (group == groups.end()) group = groups.insert(group, {filter, {}, {}});
    group->calls.push_back(c);
    group->arguments.insert(group->arguments.end(), calls[c].arguments.begin(),
                            calls[c].arguments.end());
  }
  return groups;
}

}  // namespace

GroupInputEvaluator::GroupInputEvaluator(const std::vector<ExprPtr>& keys,
                                         const std::vector<AggregateSpec::Call>& calls)
    : key_count_(keys.size()), values_(ValuesOf(keys, calls)) {
  for (size_t c = 0; c < calls.size(); ++c) {
    argument_counts_.push_back(calls[c].arguments.size());
    if (calls[c].filter == nullptr) unfiltered_.push_back(c);
  }
  for (FilterGroup& group : GroupByFilter(calls)) {
    filtered_.push_back(
        {ExprEvaluator(group.filter), EvaluatorList(group.arguments), std::move(group.calls), {}});
  }
  input_.arguments.resize(calls.size());
}

const GroupInput& GroupInputEvaluator::Evaluate(const Chunk& chunk) {
  values_.Begin(chunk.columns(), chunk.rows());
  input_.keys.clear();
  size_t next = 0;
  for (; next < key_count_; ++next) input_.keys.push_back(values_.Evaluate(next));
  input_.filter_masks.assign(argument_counts_.size(), nullptr);
  for (const size_t call : unfiltered_) {
    input_.arguments[call].clear();
    for (size_t a = 0; a < argument_counts_[call]; ++a) {
      input_.arguments[call].push_back(values_.Evaluate(next++));
    }
  }
  for (Filtered& filtered : filtered_) EvaluateFiltered(chunk, filtered);
  return input_;
}

void GroupInputEvaluator::EvaluateFiltered(const Chunk& chunk, Filtered& filtered) {
  const RowSet rows = chunk.rows();
  selected_.resize(rows.count + 8);
  const uint32_t count = filtered.filter.Select(chunk.columns(), rows, selected_.data());
  filtered.mask.assign(chunk.size(), 0);
  for (uint32_t i = 0; i < count; ++i) filtered.mask[selected_[i]] = 1;
  filtered.values.Begin(chunk.columns(), {selected_.data(), count, rows.size});
  size_t next = 0;
  for (const size_t call : filtered.calls) {
    input_.filter_masks[call] = filtered.mask.data();
    input_.arguments[call].clear();
    for (size_t a = 0; a < argument_counts_[call]; ++a) {
      input_.arguments[call].push_back(filtered.values.Evaluate(next++));
    }
  }
}

}  // namespace lakebolt
