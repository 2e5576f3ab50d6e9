#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/huge_allocator.h"
#include "base/zeroed_memory.h"
#include "exec/aggregate/key_layout.h"
#include "exec/aggregate/key_runs.h"
#include "exec/aggregate/partition.h"
#include "vector/vector.h"

namespace lakebolt {

/// Numbers groups: maps each distinct key to a dense number, in order of first appearance. One
/// worker's; not thread-safe.
///
/// Slots are probed linearly and at most half full. Keys of one word stand in their slots, beside
/// the group's number plus one; for longer ones a slot has 32 bits of hash as a tag and the number.
/// The slot comes from the top bits of the hash, so partitioning may use others. As long as keys of
/// one word come in ascending order, as those of sorted files do, a row has the last group or opens
/// the next one, which codes of an ascending dictionary tell as well: slots are made for the first
/// key that falls. Keys of few bits need no hash: a direct array leads from key to group plus one,
/// or, where most of them come, the key itself is the number.
/// Where else all keys arrive as dictionary codes with few combinations, a table from code to
/// group, kept as long as the dictionaries stay the same, replaces hashing.
class GroupTable {
 public:
  static constexpr uint32_t kNoGroup = ~uint32_t{0};

  /// Makes an empty table; with a `range`, all keys lie in it.
  explicit GroupTable(std::shared_ptr<const KeyLayout> layout, KeyRange range = {});

  /// Has rows find their group by the code of the only key alone, which is always a dictionary:
  /// nothing is hashed, and equal values of one dictionary or of two may get a group each. For an
  /// empty table, whose groups are merged with others'; it takes rows by FindOrAdd only.
  void NumberByCode();

  /// Has keys be their groups' numbers, counted from the range's begin, from now on: groups get
  /// other numbers, `GroupsByKey` of before. Numbers without a key are groups that do not exist.
  void NumberByKey();
  /// Returns the numbers that the groups have once keys are numbers.
  std::vector<uint32_t> GroupsByKey() const;
  bool is_by_key() const { return by_key_; }
  const KeyRange& range() const { return range_; }
  /// Returns, where keys are numbers, a byte for each: 1 where the group exists; else null.
  const uint8_t* existing() const { return by_key_ ? slots_.as<uint8_t>() : nullptr; }
  /// Marks groups that exist in another table, whose group `begin` is the first one here.
  void AddExisting(const GroupTable& other, uint32_t begin);
  /// Lists the groups that exist, and their keys, where keys are numbers.
  std::vector<uint32_t> ListExisting(HugeVector<uint64_t>& keys) const;

  /// Writes the group of the i-th row of `rows` to groups[i], adding new groups.
  void FindOrAdd(const std::vector<Vector>& keys, RowSet rows, uint32_t* groups);

  /// Names the rows of a batch whose group is not in the table. Valid until the next call.
  struct Misses {
    std::vector<uint32_t> positions;   // i of the i-th row, ascending
    std::vector<Vector> packed;        // keeps the strings of `keys`
    const uint64_t* keys = nullptr;    // packed, one after the other
    const uint64_t* hashes = nullptr;  // one each; unspecified where keys are not hashed
  };
  /// Writes the group of the i-th row of `rows` to groups[i], kNoGroup where it has none yet.
  const Misses& Find(const std::vector<Vector>& keys, RowSet rows, uint32_t* groups);
  /// Packs and hashes all rows, as if none had a group.
  const Misses& MissAll(const std::vector<Vector>& keys, RowSet rows);

  /// Names rows that are packed already: keys `stride` words apart, and their hashes where they are
  /// known, `hash_stride` apart.
  struct PackedKeys {
    const uint64_t* keys = nullptr;
    uint32_t stride = 0;
    const uint64_t* hashes = nullptr;
    uint32_t hash_stride = 1;
  };
  /// Does as FindOrAdd does for such rows. With `own_strings` it copies those of new groups; else
  /// it keeps pointers to strings: hand over who owns these with KeepAlive.
  void FindOrAddPacked(const PackedKeys& keys, uint32_t count, uint32_t* groups,
                       bool own_strings = false);
  /// Keeps an owner of strings, of which `bytes` count as this table's.
  void KeepAlive(std::shared_ptr<const void> owner, size_t bytes);

  uint32_t size() const { return size_; }
  bool is_ascending() const { return is_ascending_; }
  /// Makes room for so many groups, to be added without growing in between.
  void Reserve(uint32_t groups);
  /// Makes room for about so many groups in an empty table that is filled once.
  void Expect(uint32_t groups);

  const KeyLayout& layout() const { return *layout_; }
  /// Returns the packed keys of all groups.
  const uint64_t* packed_keys() const { return keys_.data(); }
  /// Returns the hashes of all groups, computed into `scratch` where they are not kept.
  const uint64_t* Hashes(std::vector<uint64_t>& scratch) const;
  /// Returns what keeps the strings of the keys alive.
  std::shared_ptr<const void> strings() const { return strings_; }

  /// Returns the keys of groups `begin .. begin + count`; they keep the strings alive.
  std::vector<Vector> Keys(uint32_t begin, uint32_t count) const;

  size_t MemoryBytes() const;
  /// Returns the bytes of the long strings that the table has copied.
  size_t string_bytes() const { return strings_->heap.bytes(); }

  /// Gives back what finding groups needs; from then on there is only reading.
  void FreezeGroups();

 private:
  static constexpr size_t kFirstSlots = 1024;

  struct WordSlot {
    uint64_t key;
    uint64_t group_plus_one;
  };
  /// Holds the strings of keys, in its own heap or someone else's.
  struct Strings {
    StringHeap heap;
    std::vector<std::shared_ptr<const void>> shared;
    size_t shared_bytes = 0;
  };
  /// Maps combinations of dictionary codes to groups.
  struct CodeCache {
    std::vector<std::shared_ptr<const Vector>> dictionaries;
    std::vector<uint32_t> groups;  // by combined code; empty at first sight of large dictionaries
  };

  bool is_word() const { return layout_->words() == 1; }
  bool is_direct() const { return range_.size != 0; }
  void Encode(const std::vector<Vector>& keys, RowSet rows);
  void HashEncoded(uint32_t begin, uint32_t count);
  void AddByKey(const uint64_t* keys, uint32_t stride, uint32_t count, uint32_t* groups);
  bool AppendCodes(const std::vector<Vector>& keys, RowSet rows, uint32_t* groups);
  uint32_t AppendAscending(const uint64_t* keys, uint32_t stride, uint32_t count, uint32_t* groups);
  void ReserveAscending(uint32_t count);
  void FindAscending(const uint64_t* keys, uint32_t count, uint32_t* groups);
  void LeaveAscending(uint32_t groups);
  void FindByHash(const std::vector<Vector>& keys, RowSet rows, bool add, uint32_t* groups);
  template <bool kAdd>
  void Probe(const uint64_t* keys, uint32_t stride, const uint64_t* hashes, uint32_t count,
             bool own_strings, uint32_t* groups);
  template <bool kAdd>
  void ProbeWords(const uint64_t* keys, uint32_t stride, const uint64_t* hashes, uint32_t count,
                  uint32_t* groups);
  template <bool kAdd>
  void ProbeDirect(const uint64_t* keys, uint32_t stride, uint32_t count, uint32_t* groups);
  template <bool kAdd>
  void ProbeRows(const uint64_t* keys, uint32_t stride, const uint64_t* hashes, uint32_t count,
                 bool own_strings, uint32_t* groups);
  const uint64_t* HashesOf(uint32_t begin, uint32_t count, uint64_t* scratch) const;
  uint32_t AddGroup(const uint64_t* key, uint64_t hash, bool own_strings);
  void GrowSlots(size_t slots);
  void NoteMiss(uint32_t position, uint32_t packed_row);

  void AddByCodes(const std::vector<Vector>& keys, RowSet rows, uint32_t* groups);
  bool FindByCodes(const std::vector<Vector>& keys, RowSet rows, bool add, uint32_t* groups);
  bool PrepareCodes(const std::vector<Vector>& keys, RowSet rows);
  void CombineCodes(const std::vector<Vector>& keys, RowSet rows);

  std::shared_ptr<const KeyLayout> layout_;
  uint32_t size_ = 0;
  KeyRange range_;
  ZeroedMemory slots_;
  size_t slot_count_ = 0;
  uint32_t shift_ = 0;
  bool is_ascending_ = false;    // all keys came in order: there are no slots yet
  uint64_t searched_ = 0;        // rows, among keys in order
  bool by_code_ = false;         // there are no slots at all
  bool by_key_ = false;          // the slots say which groups exist, a byte each
  HugeVector<uint64_t> keys_;    // packed rows, by group; longer while they ascend
  HugeVector<uint64_t> hashes_;  // by group, where strings make them dear
  std::shared_ptr<Strings> strings_;
  CodeCache codes_;
  KeyRuns runs_;
  Misses misses_;
  std::vector<uint64_t> scratch_keys_;
  std::vector<uint64_t> scratch_hashes_;
  std::vector<uint32_t> scratch_codes_;
  std::vector<uint32_t> unseen_positions_;
  std::vector<uint32_t> unseen_rows_;
  std::vector<uint32_t> unseen_groups_;
};

}  // namespace lakebolt
