#include "exec/join/probe_ranges.h"

#include <algorithm>

namespace lakebolt {

ProbeRanges::ProbeRanges(const JoinTable& table) : table_(table), index_(table.ranges) {
  for (const JoinSpec::Range& range : table.spec.ranges) evaluators_.emplace_back(range.probe);
}

void ProbeRanges::Find(const std::vector<Vector>& columns, RowSet rows, RowRef* refs) {
  begins_.assign(rows.count, 0);
  ends_.assign(rows.count, index_.rows());
  words_.resize(rows.count);
  valid_.resize(rows.count);
  for (size_t range = 0; range < evaluators_.size(); ++range) {
    RangeWords(evaluators_[range].Evaluate(columns, rows), rows, words_.data(), valid_.data());
    Narrow(range, rows);
  }
  for (uint32_t i = 0; i < rows.count; ++i) refs[i] = From(i, begins_[i]);
}

/// Takes in one condition, whose probe values are in `words_`.
void ProbeRanges::Narrow(size_t range, RowSet rows) {
  const std::vector<uint32_t>& slots = table_.layout.range_slots;
  const CompareOp op = table_.spec.ranges[range].op;
  const bool second = slots[range] != slots[0];
  if (second) least_.resize(rows.count);
  for (uint32_t i = 0; i < rows.count; ++i) {
    if (valid_[i] == 0) {
      ends_[i] = 0;
    } else if (second) {
      least_[i] = index_.SecondWord(words_[i]);
    } else if (op == CompareOp::kLess) {
      ends_[i] = std::min(ends_[i], index_.LowerBound(words_[i]));
    } else if (op == CompareOp::kLessEqual) {
      ends_[i] = std::min(ends_[i], index_.UpperBound(words_[i]));
    } else if (op == CompareOp::kGreater) {
      begins_[i] = std::max(begins_[i], index_.UpperBound(words_[i]));
    } else {
      begins_[i] = std::max(begins_[i], index_.LowerBound(words_[i]));
    }
  }
}

}  // namespace lakebolt
