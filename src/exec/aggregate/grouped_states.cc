#include "exec/aggregate/grouped_states.h"

namespace lakebolt {

namespace {

/// Takes bits of the hash that choose no slot; see GroupTable.
uint32_t PartitionOf(uint64_t hash) {
  constexpr uint32_t kShift = 26;
  return static_cast<uint32_t>(hash >> kShift) % kGroupPartitions;
}

}  // namespace

void ExportedGroups::Partition() {
  partition_begins.fill(0);
  for (const uint64_t hash : hashes) ++partition_begins[PartitionOf(hash) + 1];
  for (uint32_t p = 0; p < kGroupPartitions; ++p) partition_begins[p + 1] += partition_begins[p];
  std::array<uint32_t, kGroupPartitions + 1> next = partition_begins;
  rows.resize(count);
  for (uint32_t i = 0; i < count; ++i) rows[next[PartitionOf(hashes[i])]++] = i;
}

size_t ExportedGroups::MemoryBytes() const {
  size_t bytes = hashes.size() * sizeof(uint64_t) + rows.size() * sizeof(uint32_t);
  for (const Vector& key : keys) bytes += key.MemoryBytes();
  for (const Vector& state : states) bytes += state.MemoryBytes();
  return bytes;
}

GroupedStates::GroupedStates(const AggregateSpec& spec, std::shared_ptr<const KeyLayout> layout)
    : spec_(spec), has_keys_(!spec.keys.empty()), table_(std::move(layout)) {
  Clear();
}

void GroupedStates::Clear() {
  table_.Clear();
  states_.clear();
  for (const AggregateSpec::Call& call : spec_.calls) {
    states_.push_back(call.function->make_states());
    if (!has_keys_) states_.back()->Resize(1);
  }
}

const uint32_t* GroupedStates::FindGroups(const std::vector<Vector>& keys, RowSet rows) {
  if (!has_keys_) return nullptr;
  if (groups_.size() < rows.count) groups_.resize(rows.count);
  table_.FindOrAdd(keys, rows, groups_.data());
  for (auto& states : states_) states->Resize(table_.size());
  return groups_.data();
}

void GroupedStates::Update(const Input& input, RowSet rows) {
  const uint32_t* groups = FindGroups(input.keys, rows);
  for (size_t c = 0; c < states_.size(); ++c) {
    UpdateCall(c, input.arguments[c], input.filter_masks[c], rows, groups);
  }
}

void GroupedStates::UpdateCall(size_t call, const std::vector<Vector>& arguments,
                               const uint8_t* mask, RowSet rows, const uint32_t* groups) {
  if (mask != nullptr) {
    filtered_rows_.clear();
    filtered_groups_.clear();
    for (uint32_t i = 0; i < rows.count; ++i) {
      if (mask[rows[i]] == 0) continue;
      filtered_rows_.push_back(rows[i]);
      if (groups != nullptr) filtered_groups_.push_back(groups[i]);
    }
    rows = {filtered_rows_.data(), static_cast<uint32_t>(filtered_rows_.size()), rows.size};
    if (groups != nullptr) groups = filtered_groups_.data();
    if (rows.count == 0) return;
  }
  if (AggregateCall::TakesState(spec_.calls[call].mode)) {
    states_[call]->Merge(arguments[0], rows, groups);
  } else {
    states_[call]->Update(arguments, rows, groups);
  }
}

void GroupedStates::MergeExported(const ExportedGroups& groups, RowSet rows) {
  const uint32_t* targets = FindGroups(groups.keys, rows);
  for (size_t c = 0; c < states_.size(); ++c) states_[c]->Merge(groups.states[c], rows, targets);
}

ExportedGroups GroupedStates::Export() const {
  ExportedGroups out;
  out.count = size();
  if (has_keys_) {
    out.keys = table_.Keys(0, out.count);
    out.hashes.assign(table_.hashes(), table_.hashes() + out.count);
  }
  for (const auto& states : states_) out.states.push_back(states->Export(0, out.count));
  return out;
}

std::vector<Vector> GroupedStates::Finalize(uint32_t begin, uint32_t count) const {
  std::vector<Vector> columns;
  if (has_keys_) columns = table_.Keys(begin, count);
  for (size_t c = 0; c < states_.size(); ++c) {
    const bool as_states = AggregateCall::GivesState(spec_.calls[c].mode);
    columns.push_back(as_states ? states_[c]->Export(begin, count)
                                : states_[c]->Finalize(begin, count));
  }
  return columns;
}

size_t GroupedStates::MemoryBytes() const {
  size_t bytes = table_.MemoryBytes();
  for (const auto& states : states_) bytes += states->MemoryBytes();
  return bytes;
}

}  // namespace lakebolt
