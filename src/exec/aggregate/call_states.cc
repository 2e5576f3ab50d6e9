#include "exec/aggregate/call_states.h"

namespace lakebolt {

CallStates::CallStates(const std::vector<AggregateSpec::Call>& calls) : calls_(&calls) {
  for (const AggregateSpec::Call& call : calls) states_.push_back(call.function->make_states());
}

void CallStates::Resize(uint32_t groups) {
  for (auto& states : states_) states->Resize(groups);
}

void CallStates::Update(const GroupInput& input, RowSet rows, const uint32_t* groups) {
  const uint8_t* mask = nullptr;  // that the filtered rows were picked by
  uint32_t passing = 0;
  for (size_t c = 0; c < states_.size(); ++c) {
    if (input.filter_masks[c] == nullptr) {
      UpdateCall(c, input, rows, groups);
      continue;
    }
    if (input.filter_masks[c] != mask) {
      mask = input.filter_masks[c];
      passing = Filter(mask, rows, groups);
    }
    if (passing == 0) continue;
    UpdateCall(c, input, {filtered_rows_.data(), passing, rows.size},
               groups != nullptr ? filtered_groups_.data() : nullptr);
  }
}

uint32_t CallStates::Filter(const uint8_t* mask, RowSet rows, const uint32_t* groups) {
  filtered_rows_.resize(rows.count + 8);
  const uint32_t count = SelectByMask(rows, mask, filtered_rows_.data());
  if (groups == nullptr || count == 0) return count;
  filtered_groups_.resize(rows.count + 1);
  uint32_t next = 0;
  for (uint32_t i = 0; i < rows.count; ++i) {
    filtered_groups_[next] = groups[i];
    next += mask[rows[i]];
  }
  return count;
}

void CallStates::UpdateCall(size_t call, const GroupInput& input, RowSet rows,
                            const uint32_t* groups) {
  const std::vector<Vector>& arguments = input.arguments[call];
  if (AggregateCall::TakesState((*calls_)[call].mode)) {
    states_[call]->Merge(arguments[0], rows, groups);
  } else {
    states_[call]->Update(arguments, rows, groups);
  }
}

void CallStates::Merge(const std::vector<Vector>& states, RowSet rows, const uint32_t* groups) {
  for (size_t c = 0; c < states_.size(); ++c) states_[c]->Merge(states[c], rows, groups);
}

void CallStates::MergeRange(const CallStates& other, uint32_t begin, uint32_t count) {
  for (size_t c = 0; c < states_.size(); ++c) {
    states_[c]->MergeRange(*other.states_[c], begin, count);
  }
}

std::vector<Vector> CallStates::HandOver(uint32_t groups) {
  std::vector<Vector> out;
  for (auto& states : states_) {
    out.push_back(states->Export(0, groups));
    states.reset();
  }
  return out;
}

std::vector<Vector> CallStates::Export(uint32_t begin, uint32_t count) const {
  std::vector<Vector> out;
  for (const auto& states : states_) out.push_back(states->Export(begin, count));
  return out;
}

std::vector<Vector> CallStates::Finalize(uint32_t begin, uint32_t count) const {
  std::vector<Vector> out;
  for (size_t c = 0; c < states_.size(); ++c) {
    const bool as_states = AggregateCall::GivesState((*calls_)[c].mode);
    out.push_back(as_states ? states_[c]->Export(begin, count)
                            : states_[c]->Finalize(begin, count));
  }
  return out;
}

size_t CallStates::MemoryBytes() const {
  size_t bytes = 0;
  for (const auto& states : states_) bytes += states->MemoryBytes();
  return bytes;
}

}  // namespace lakebolt
