#include "exec/aggregate/grouped_states.h"

#include <algorithm>
#include <numeric>

namespace lakebolt {

namespace {

/// Merging takes so many rows at a time, so that what is looked up stays in a cache.
constexpr uint32_t kMergeBatch = 2048;

}  // namespace

size_t ExportedGroups::MemoryBytes() const {
  size_t bytes =
      (keys.size() + hashes.size()) * sizeof(uint64_t) + state_rows.size() * sizeof(uint32_t);
  for (const Vector& state : states) bytes += state.MemoryBytes();
  return bytes;
}

GroupedStates::GroupedStates(const AggregateSpec& spec, std::shared_ptr<const KeyLayout> layout,
                             KeyRange range)
    : spec_(spec), has_keys_(!spec.keys.empty()), table_(std::move(layout), range) {
  for (const AggregateSpec::Call& call : spec_.calls) {
    states_.push_back(call.function->make_states());
    if (!has_keys_) states_.back()->Resize(1);
  }
}

void GroupedStates::ResizeStates() {
  for (auto& states : states_) states->Resize(table_.size());
}

uint32_t* GroupedStates::GroupsScratch(uint32_t count) {
  if (groups_.size() < count) groups_.resize(count);
  return groups_.data();
}

void GroupedStates::Update(const GroupInput& input, RowSet rows) {
  if (!has_keys_) {
    UpdateCalls(input, rows, nullptr);
    return;
  }
  uint32_t* groups = GroupsScratch(rows.count);
  table_.FindOrAdd(input.keys, rows, groups);
  ResizeStates();
  UpdateCalls(input, rows, groups);
}

uint32_t GroupedStates::UpdateKnown(const GroupInput& input, RowSet rows, RawRows& rest) {
  uint32_t* groups = GroupsScratch(rows.count);
  const GroupTable::Misses& misses = table_.Find(input.keys, rows, groups);
  rest.Append(input, rows, table_.layout(), misses);
  known_rows_.clear();
  for (uint32_t i = 0; i < rows.count; ++i) {
    if (groups[i] == GroupTable::kNoGroup) continue;
    groups[known_rows_.size()] = groups[i];
    known_rows_.push_back(rows[i]);
  }
  const auto known = static_cast<uint32_t>(known_rows_.size());
  if (known > 0) UpdateCalls(input, {known_rows_.data(), known, rows.size}, groups);
  return known;
}

void GroupedStates::PassOn(const GroupInput& input, RowSet rows, RawRows& rest) {
  rest.Append(input, rows, table_.layout(), table_.MissAll(input.keys, rows));
}

void GroupedStates::UpdateRaw(const RawRowFormat& format, const RawRows::Partition& rows) {
  if (rows.strings != nullptr) table_.KeepAlive(rows.strings);
  GroupInput input;
  for (const RawRows::Page& page : rows.pages) {
    uint32_t* groups = GroupsScratch(page.count);
    table_.FindOrAddPacked(format.KeysOf(page.words.get()), page.count, groups);
    ResizeStates();
    RawRows::Read(format, page.words.get(), page.count, raw_masks_, input);
    UpdateCalls(input, RowSet::Dense(page.count), groups);
  }
}

void GroupedStates::UpdateCalls(const GroupInput& input, RowSet rows, const uint32_t* groups) {
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

void GroupedStates::MergeExported(const ExportedGroups& groups, uint32_t begin, uint32_t end) {
  if (!has_keys_) {
    for (size_t c = 0; c < states_.size(); ++c) {
      states_[c]->Merge(groups.states[c], RowSet::Dense(1), nullptr);
    }
    return;
  }
  if (begin == end) return;
  table_.KeepAlive(groups.strings);
  const uint32_t words = table_.layout().words();
  while (begin < end) {
    const uint32_t count = std::min(kMergeBatch, end - begin);
    uint32_t* targets = GroupsScratch(count);
    const uint64_t* hashes = groups.hashes.empty() ? nullptr : groups.hashes.data() + begin;
    table_.FindOrAddPacked({groups.keys.data() + size_t{begin} * words, words, hashes}, count,
                           targets);
    ResizeStates();
    const RowSet rows{groups.state_rows.data() + begin, count, groups.count};
    for (size_t c = 0; c < states_.size(); ++c) {
      states_[c]->Merge(groups.states[c], rows, targets);
    }
    begin += count;
  }
}

ExportedGroups GroupedStates::Export(const Partitioning& partitioning) const {
  ExportedGroups out;
  out.count = size();
  if (!has_keys_) {
    for (const auto& states : states_) out.states.push_back(states->Export(0, 1));
    return out;
  }
  std::vector<uint64_t> scratch;
  const uint64_t* hashes = partitioning.by_key() ? nullptr : table_.Hashes(scratch);
  const uint64_t* keys = table_.packed_keys();
  const uint32_t words = table_.layout().words();
  const auto partition_of = [&](uint32_t g) {
    return partitioning.Of(keys[size_t{g} * words], hashes == nullptr ? 0 : hashes[g]);
  };
  std::array<uint32_t, kGroupPartitions + 1>& begins = out.partition_begins;
  for (uint32_t g = 0; g < out.count; ++g) ++begins[partition_of(g) + 1];
  std::partial_sum(begins.begin(), begins.end(), begins.begin());
  std::array<uint32_t, kGroupPartitions + 1> next = begins;
  out.state_rows.resize(out.count);
  out.keys.resize(size_t{out.count} * words);
  const bool keeps_hashes = table_.layout().has_strings();
  if (keeps_hashes) out.hashes.resize(out.count);
  for (uint32_t g = 0; g < out.count; ++g) {
    const uint32_t to = next[partition_of(g)]++;
    out.state_rows[to] = g;
    if (keeps_hashes) out.hashes[to] = hashes[g];
    CopyKey(keys + size_t{g} * words, words, out.keys.data() + size_t{to} * words);
  }
  out.strings = table_.strings();
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
