#pragma once

#include <array>
#include <memory>
#include <vector>

#include "base/huge_allocator.h"
#include "exec/aggregate/aggregate_spec.h"
#include "exec/aggregate/call_states.h"
#include "exec/aggregate/first_groups.h"
#include "exec/aggregate/group_input.h"
#include "exec/aggregate/group_table.h"
#include "exec/aggregate/partition.h"
#include "exec/aggregate/raw_rows.h"

namespace lakebolt {

/// Holds groups in a form that can be handed on: packed keys, ordered by partition, and exported
/// states.
struct ExportedGroups {
  uint32_t count = 0;
  HugeVector<uint64_t> keys;
  HugeVector<uint64_t> hashes;          // where keys have strings
  std::shared_ptr<const void> strings;  // keeps those of the keys alive
  size_t string_bytes = 0;
  HugeVector<uint32_t> state_rows;  // by place in `keys`: the row of `states`
  std::vector<Vector> states;       // one per call
  std::array<uint32_t, kGroupPartitions + 1> partition_begins{};

  size_t MemoryBytes() const;
  /// Returns groups `begin .. begin + count` as columns: keys, then a state for each call.
  std::vector<Vector> Columns(const KeyLayout& layout, uint32_t begin, uint32_t count) const;
};

/// Is a group table with the aggregate states of its groups.
class GroupedStates {
 public:
  /// Makes an empty table; with a `range`, all keys lie in it. `spec` must stay.
  GroupedStates(const AggregateSpec& spec, std::shared_ptr<const KeyLayout> layout, KeyRange range);

  /// Numbers rows by the code of their only key from now on; see GroupTable. The table is empty.
  void NumberByCode() {
    table_.NumberByCode();
    may_repeat_ = true;
  }
  /// Tells whether a key may have several groups, so that they have to be merged.
  bool may_repeat() const { return may_repeat_; }

  /// Has keys be their groups' numbers from now on; see GroupTable.
  void NumberByKey();
  bool is_by_key() const { return table_.is_by_key(); }
  /// Returns the range that all keys lie in, if there is one.
  const KeyRange& range() const { return table_.range(); }
  /// Tells which groups exist; null where all do.
  const uint8_t* existing() const { return table_.existing(); }
  /// Merges groups `begin .. begin + size()` of another table; keys are numbers in both.
  void MergeByKey(const GroupedStates& other, uint32_t begin);

  /// Tells whether keys came in order so far; see GroupTable.
  bool is_ascending() const { return table_.is_ascending(); }

  /// Makes room for about so many groups in an empty table.
  void Expect(uint32_t groups) { table_.Expect(groups); }

  /// Adds rows of raw input, and groups as needed.
  void Update(const GroupInput& input, RowSet rows);

  /// Adds those rows whose group is known already and hands the others on to `rest`; returns how
  /// many were known.
  uint32_t UpdateKnown(const GroupInput& input, RowSet rows, RawRows& rest);
  /// Adds those rows whose group is one of the first, and drops the others.
  void UpdateFirst(const GroupInput& input, RowSet rows, FirstGroups& first);
  /// Hands all rows on to `rest`.
  void PassOn(const GroupInput& input, RowSet rows, RawRows& rest);

  /// Adds rows of raw input that was kept in pages.
  void UpdateRaw(const RawRowFormat& format, const RawRows::Partition& rows);
  /// Adds `count` rows of raw input, one after the other. With `own_strings` the table copies what
  /// it keeps of their strings, else it keeps pointers.
  void UpdateRaw(const RawRowFormat& format, const uint64_t* rows, uint32_t count,
                 bool own_strings);

  /// Merges groups `begin .. end` of those exported elsewhere.
  void MergeExported(const ExportedGroups& groups, uint32_t begin, uint32_t end);

  /// Merges some groups of another table of the same kind.
  void MergeGroups(const GroupedStates& other, const std::vector<uint32_t>& groups);

  /// Exports all groups, ordered by partition, and gives up what is not needed for it: the table is
  /// to be destroyed after that.
  ExportedGroups HandOver(const Partitioning& partitioning);

  /// Merges those groups of a share that are given as columns (ExportedGroups::Columns).
  void MergeColumns(const std::vector<Vector>& keys, const std::vector<Vector>& states,
                    uint32_t count, const KeyShare& share);

  /// Returns the keys of groups `begin .. begin + count`.
  std::vector<Vector> Keys(uint32_t begin, uint32_t count) const {
    return table_.Keys(begin, count);
  }
  /// Computes the output of groups `begin .. begin + count`: keys, then one column per call.
  std::vector<Vector> Finalize(uint32_t begin, uint32_t count) const;
  /// Says that no more groups come: gives back what finding them needs.
  void FreezeGroups() { table_.FreezeGroups(); }

  /// Returns how many numbers groups have: some need not exist.
  uint32_t size() const { return has_keys_ ? table_.size() : 1; }
  /// Counts the groups.
  uint32_t Count() const;
  size_t MemoryBytes() const;
  /// Returns the bytes of the long strings of all keys.
  size_t string_bytes() const { return table_.string_bytes(); }

 private:
  uint32_t* GroupsScratch(uint32_t count);
  RowSet KeepKnown(RowSet rows, uint32_t* groups);

  bool has_keys_;
  bool may_repeat_ = false;
  GroupTable table_;
  CallStates states_;
  std::vector<uint32_t> groups_;
  std::vector<uint32_t> known_rows_;
  std::vector<std::vector<uint8_t>> raw_masks_;
};

}  // namespace lakebolt
