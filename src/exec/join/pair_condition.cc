#include "exec/join/pair_condition.h"

namespace lakebolt {

PairCondition::PairCondition(const JoinTable& table) : table_(table) {
  if (table.spec.residual == nullptr) return;
  residual_.emplace(table.spec.residual);
  inputs_.resize(table.spec.probe_types.size() + table.spec.build_types.size());
}

void PairCondition::Run(const ProbeKeys& keys, const std::vector<Vector>& columns,
                        const PairList& pairs) {
  truth_.assign(pairs.size() + 8, 1);
  unknown_.assign(pairs.size() + 8, 0);
  if (table_.mixed_chains) CompareKeys(keys, pairs, NullMatch::kNever);
  TestResidual(columns, pairs);
}

void PairCondition::RunNotFalse(const ProbeKeys& keys, const std::vector<Vector>& columns,
                                const PairList& pairs) {
  truth_.assign(pairs.size() + 8, 1);
  unknown_.assign(pairs.size() + 8, 0);
  CompareKeys(keys, pairs, NullMatch::kAlways);
  TestResidual(columns, pairs);
  for (uint32_t p = 0; p < pairs.size(); ++p) unknown_[p] |= truth_[p];
}

void PairCondition::CompareKeys(const ProbeKeys& keys, const PairList& pairs, NullMatch nulls) {
  for (size_t k = 0; k < keys.keys().size(); ++k) {
    MatchRows(*keys.keys()[k], pairs.probe.data(), table_.key_column(k), pairs.build.data(),
              pairs.size(), table_.IsNullSafe(k) ? NullMatch::kBothNull : nulls, truth_.data());
  }
}

/// Evaluates the residual where the truth is still 1 and moves its answer there.
void PairCondition::TestResidual(const std::vector<Vector>& columns, const PairList& pairs) {
  if (!residual_) return;
  const uint32_t count = pairs.size();
  selected_.resize(count + 8);
  const uint32_t candidates = SelectByMask(RowSet::Dense(count), truth_.data(), selected_.data());
  if (candidates == 0) return;
  for (const uint32_t position : table_.layout.residual_probe) {
    inputs_[position] = columns[position].Gather(pairs.probe.data(), count);
  }
  for (const auto& [position, slot] : table_.layout.residual_build) {
    inputs_[position] = table_.columns[slot]->Gather(pairs.build.data(), count);
  }
  RowSet rows{selected_.data(), candidates, count};
  if (candidates == count) rows = RowSet::Dense(count);
  const Vector answer = residual_->Evaluate(inputs_, rows);
  const VectorReader<uint8_t> reader(answer);
  rows.ForEach([&](uint32_t p) {
    const bool null = reader.IsNull(p);
    truth_[p] = static_cast<uint8_t>(!null && reader[p] != 0);
    unknown_[p] = static_cast<uint8_t>(null);
  });
}

void PairCondition::KeepTrue(PairList& pairs) const {
  const uint32_t count = pairs.size();
  uint32_t kept = 0;
  for (uint32_t p = 0; p < count; ++p) {
    pairs.probe[kept] = pairs.probe[p];
    pairs.build[kept] = pairs.build[p];
    if (!pairs.tags.empty()) pairs.tags[kept] = pairs.tags[p];
    kept += truth_[p];
  }
  pairs.probe.resize(kept);
  pairs.build.resize(kept);
  if (!pairs.tags.empty()) pairs.tags.resize(kept);
}

}  // namespace lakebolt
