#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "exec/aggregate/key_layout.h"
#include "vector/vector.h"

namespace lakebolt {

/// Numbers groups: maps each distinct key to a dense number, in order of first appearance. One
/// worker's; not thread-safe.
///
/// Slots are 8 bytes, probed linearly: 32 bits of hash as a tag and the group's number plus one.
/// The slot comes from the top bits of the hash, so partitioning may use others. Where all keys
/// arrive as dictionary codes with few combinations, a table from code to group, kept as long as
/// the dictionaries stay the same, replaces hashing.
class GroupTable {
 public:
  explicit GroupTable(std::shared_ptr<const KeyLayout> layout);

  /// Writes the group of the i-th row of `rows` to groups[i], adding new groups.
  void FindOrAdd(const std::vector<Vector>& keys, RowSet rows, uint32_t* groups);

  uint32_t size() const { return size_; }
  /// Returns the hash of each group.
  const uint64_t* hashes() const { return hashes_.data(); }

  /// Returns the keys of groups `begin .. begin + count`; they keep the strings alive.
  std::vector<Vector> Keys(uint32_t begin, uint32_t count) const;

  size_t MemoryBytes() const;

  /// Forgets all groups; vectors given out by Keys stay valid.
  void Clear();

 private:
  static constexpr uint32_t kNoGroup = ~uint32_t{0};

  /// Maps combinations of dictionary codes to groups.
  struct CodeCache {
    std::vector<std::shared_ptr<const Vector>> dictionaries;
    std::vector<uint32_t> groups;  // by combined code; kNoGroup where not seen yet
  };

  bool FindByCodes(const std::vector<Vector>& keys, RowSet rows, uint32_t* groups);
  bool PrepareCodes(const std::vector<Vector>& keys);
  void FindByHash(const std::vector<Vector>& keys, RowSet rows, uint32_t* groups);
  uint32_t FindOrAddOne(const uint64_t* key, uint64_t hash);
  uint32_t AddGroup(const uint64_t* key, uint64_t hash);
  void GrowSlots();

  std::shared_ptr<const KeyLayout> layout_;
  uint32_t size_ = 0;
  std::vector<uint64_t> slots_;
  uint32_t shift_ = 0;
  std::vector<uint64_t> keys_;    // packed rows, by group
  std::vector<uint64_t> hashes_;  // by group
  std::shared_ptr<StringHeap> heap_;
  CodeCache codes_;
  std::vector<uint64_t> scratch_keys_;
  std::vector<uint64_t> scratch_hashes_;
  std::vector<uint32_t> scratch_codes_;
};

}  // namespace lakebolt
