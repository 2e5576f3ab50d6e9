#include "exec/aggregate/grouped_states.h"

#include <algorithm>
#include <numeric>

#include "base/cancellation_scope.h"

namespace lakebolt {

namespace {

/// Merging takes so many rows at a time, so that what is looked up stays in a cache.
constexpr uint32_t kMergeBatch = 2048;

}  // namespace

size_t ExportedGroups::MemoryBytes() const {
  size_t bytes = (keys.size() + hashes.size()) * sizeof(uint64_t) +
                 state_rows.size() * sizeof(uint32_t) + string_bytes;
  for (const Vector& state : states) bytes += state.MemoryBytes();
  return bytes;
}

std::vector<Vector> ExportedGroups::Columns(const KeyLayout& layout, uint32_t begin,
                                            uint32_t count) const {
  std::vector<Vector> columns =
      layout.Decode(keys.data() + size_t{begin} * layout.words(), count, strings);
  // To be written: codes mean nothing without all texts.
  for (Vector& column : columns) column = column.Flatten();
  for (const Vector& state : states) {
    columns.push_back(state.Gather(state_rows.data() + begin, count));
  }
  return columns;
}

GroupedStates::GroupedStates(const AggregateSpec& spec, std::shared_ptr<const KeyLayout> layout,
                             KeyRange range)
    : has_keys_(!spec.keys.empty()), table_(std::move(layout), range), states_(spec.calls) {
  if (!has_keys_) states_.Resize(1);
}

uint32_t* GroupedStates::GroupsScratch(uint32_t count) {
  if (groups_.size() < count) groups_.resize(count);
  return groups_.data();
}

void GroupedStates::Update(const GroupInput& input, RowSet rows) {
  if (!has_keys_) {
    states_.Update(input, rows, nullptr);
    return;
  }
  uint32_t* groups = GroupsScratch(rows.count);
  table_.FindOrAdd(input.keys, rows, groups);
  states_.Resize(table_.size());
  states_.Update(input, rows, groups);
}

uint32_t GroupedStates::UpdateKnown(const GroupInput& input, RowSet rows, RawRows& rest) {
  uint32_t* groups = GroupsScratch(rows.count);
  const GroupTable::Misses& misses = table_.Find(input.keys, rows, groups);
  rest.Append(input, rows, table_.layout(), misses);
  const RowSet known = KeepKnown(rows, groups);
  if (known.count > 0) states_.Update(input, known, groups);
  return known.count;
}

/// Picks the rows that have a group, and moves their groups together.
RowSet GroupedStates::KeepKnown(RowSet rows, uint32_t* groups) {
  known_rows_.clear();
  for (uint32_t i = 0; i < rows.count; ++i) {
    if (groups[i] == GroupTable::kNoGroup) continue;
    groups[known_rows_.size()] = groups[i];
    known_rows_.push_back(rows[i]);
  }
  return {known_rows_.data(), static_cast<uint32_t>(known_rows_.size()), rows.size};
}

void GroupedStates::UpdateFirst(const GroupInput& input, RowSet rows, FirstGroups& first) {
  uint32_t* groups = GroupsScratch(rows.count);
  const std::vector<uint32_t>* missed = &table_.Find(input.keys, rows, groups).positions;
  if (!missed->empty() && table_.size() < first.count()) {
    known_rows_.clear();
    for (const uint32_t position : *missed) known_rows_.push_back(rows[position]);
    const auto count = static_cast<uint32_t>(known_rows_.size());
    first.Choose(input.keys, {known_rows_.data(), count, rows.size}, table_);
    states_.Resize(table_.size());
    missed = &table_.Find(input.keys, rows, groups).positions;
  }
  if (!missed->empty()) rows = KeepKnown(rows, groups);
  if (rows.count > 0) states_.Update(input, rows, groups);
}

void GroupedStates::PassOn(const GroupInput& input, RowSet rows, RawRows& rest) {
  rest.Append(input, rows, table_.layout(), table_.MissAll(input.keys, rows));
}

void GroupedStates::UpdateRaw(const RawRowFormat& format, const RawRows::Partition& rows) {
  if (rows.strings != nullptr) table_.KeepAlive(rows.strings, rows.strings->bytes());
  for (const RawRows::Page& page : rows.pages) {
    UpdateRaw(format, page.words.get(), page.count, false);
  }
}

void GroupedStates::UpdateRaw(const RawRowFormat& format, const uint64_t* rows, uint32_t count,
                              bool own_strings) {
  GroupInput input;
  for (uint32_t begin = 0; begin < count; begin += kMergeBatch) {
    CheckCancellation();
    const uint32_t batch = std::min(kMergeBatch, count - begin);
    const uint64_t* first = rows + size_t{begin} * format.stride();
    uint32_t* groups = GroupsScratch(batch);
    table_.FindOrAddPacked(format.KeysOf(first), batch, groups, own_strings);
    states_.Resize(table_.size());
    RawRows::Read(format, first, batch, raw_masks_, input);
    states_.Update(input, RowSet::Dense(batch), groups);
  }
}

void GroupedStates::MergeExported(const ExportedGroups& groups, uint32_t begin, uint32_t end) {
  if (!has_keys_) {
    states_.Merge(groups.states, RowSet::Dense(1), nullptr);
    return;
  }
  if (begin == end) return;
  table_.KeepAlive(groups.strings, static_cast<size_t>(uint64_t{groups.string_bytes} *
                                                       (end - begin) / groups.count));
  const uint32_t words = table_.layout().words();
  while (begin < end) {
    CheckCancellation();
    const uint32_t count = std::min(kMergeBatch, end - begin);
    uint32_t* targets = GroupsScratch(count);
    const uint64_t* hashes = groups.hashes.empty() ? nullptr : groups.hashes.data() + begin;
    table_.FindOrAddPacked({groups.keys.data() + size_t{begin} * words, words, hashes}, count,
                           targets);
    states_.Resize(table_.size());
    states_.Merge(groups.states, {groups.state_rows.data() + begin, count, groups.count}, targets);
    begin += count;
  }
}

void GroupedStates::MergeGroups(const GroupedStates& other, const std::vector<uint32_t>& groups) {
  table_.KeepAlive(other.table_.strings(), other.table_.string_bytes());
  const uint32_t words = table_.layout().words();
  for (const uint32_t group : groups) {
    uint32_t target;
    table_.FindOrAddPacked({other.table_.packed_keys() + size_t{group} * words, words}, 1, &target);
    states_.Resize(table_.size());
    states_.Merge(other.states_.Export(group, 1), RowSet::Dense(1), &target);
  }
}

void GroupedStates::NumberByKey() {
  const std::vector<uint32_t> targets = table_.GroupsByKey();
  table_.NumberByKey();
  CallStates states = states_.Empty();
  states.Resize(table_.size());
  const auto count = static_cast<uint32_t>(targets.size());
  for (uint32_t begin = 0; begin < count; begin += kMergeBatch) {
    const uint32_t batch = std::min(kMergeBatch, count - begin);
    states.Merge(states_.Export(begin, batch), RowSet::Dense(batch), targets.data() + begin);
  }
  states_ = std::move(states);
}

void GroupedStates::MergeByKey(const GroupedStates& other, uint32_t begin) {
  table_.AddExisting(other.table_, begin);
  states_.MergeRange(other.states_, begin, size());
}

uint32_t GroupedStates::Count() const {
  const uint8_t* existing = table_.existing();
  if (existing == nullptr) return size();
  return static_cast<uint32_t>(std::count(existing, existing + size(), uint8_t{1}));
}

ExportedGroups GroupedStates::HandOver(const Partitioning& partitioning) {
  table_.FreezeGroups();
  ExportedGroups out;
  out.count = size();
  out.states = states_.HandOver(out.count);
  if (!has_keys_) return out;
  std::vector<uint64_t> scratch;
  const uint64_t* hashes = partitioning.by_key() ? nullptr : table_.Hashes(scratch);
  const uint64_t* keys = table_.packed_keys();
  std::vector<uint32_t> existing;
  HugeVector<uint64_t> their_keys;
  if (is_by_key()) {
    existing = table_.ListExisting(their_keys);
    keys = their_keys.data();
    out.count = static_cast<uint32_t>(existing.size());
  }
  const uint32_t words = table_.layout().words();
  const auto partition_of = [&](uint32_t g) {
    return partitioning.Of(keys[size_t{g} * words], hashes == nullptr ? 0 : hashes[g]);
  };
  std::array<uint32_t, kGroupPartitions + 1>& begins = out.partition_begins;
  ForEachBlock(out.count, [&](size_t begin, size_t end) {
    for (size_t g = begin; g < end; ++g) ++begins[partition_of(static_cast<uint32_t>(g)) + 1];
  });
  std::partial_sum(begins.begin(), begins.end(), begins.begin());
  std::array<uint32_t, kGroupPartitions + 1> next = begins;
  out.state_rows.resize(out.count);
  out.keys.resize(size_t{out.count} * words);
  const bool keeps_hashes = table_.layout().has_strings();
  if (keeps_hashes) out.hashes.resize(out.count);
  ForEachBlock(out.count, [&](size_t begin, size_t end) {
    for (auto g = static_cast<uint32_t>(begin); g < end; ++g) {
      const uint32_t to = next[partition_of(g)]++;
      out.state_rows[to] = is_by_key() ? existing[g] : g;
      if (keeps_hashes) out.hashes[to] = hashes[g];
      CopyKey(keys + size_t{g} * words, words, out.keys.data() + size_t{to} * words);
    }
  });
  out.strings = table_.strings();
  out.string_bytes = table_.string_bytes();
  return out;
}

void GroupedStates::MergeColumns(const std::vector<Vector>& keys, const std::vector<Vector>& states,
                                 uint32_t count, const KeyShare& share) {
  RowSet rows = RowSet::Dense(count);
  if (share.bits > 0) {
    const uint64_t* hashes = table_.MissAll(keys, rows).hashes;
    known_rows_.clear();
    for (uint32_t row = 0; row < count; ++row) {
      if (share.Has(hashes[row])) known_rows_.push_back(row);
    }
    rows = {known_rows_.data(), static_cast<uint32_t>(known_rows_.size()), count};
  }
  if (rows.count == 0) return;
  uint32_t* groups = GroupsScratch(rows.count);
  table_.FindOrAdd(keys, rows, groups);
  states_.Resize(table_.size());
  states_.Merge(states, rows, groups);
}

std::vector<Vector> GroupedStates::Finalize(uint32_t begin, uint32_t count) const {
  std::vector<Vector> columns;
  if (has_keys_) columns = table_.Keys(begin, count);
  std::vector<Vector> results = states_.Finalize(begin, count);
  std::move(results.begin(), results.end(), std::back_inserter(columns));
  return columns;
}

size_t GroupedStates::MemoryBytes() const {
  return table_.MemoryBytes() + states_.MemoryBytes();
}

}  // namespace lakebolt
