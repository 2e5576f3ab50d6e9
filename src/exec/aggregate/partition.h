#pragma once

#include <cstdint>

namespace lakebolt {

/// Counts the partitions into which groups and rows are cut.
constexpr uint32_t kGroupPartitions = 256;

/// Names consecutive keys of one word, where they are few enough for a direct array.
struct KeyRange {
  uint64_t begin = 0;
  uint64_t size = 0;  // 0: keys are hashed
};

/// Names keys whose hash has certain bits beyond those that choose a partition: all, or one of
/// 2^bits shares.
struct KeyShare {
  static constexpr uint32_t kMostBits = 12;  // those above choose slots of a GroupTable

  uint32_t bits = 0;
  uint64_t value = 0;

  bool Has(uint64_t hash) const {
    constexpr uint32_t kShift = 34;
    return ((hash >> kShift) & ((uint64_t{1} << bits) - 1)) == value;
  }
};

/// Says which partition a key belongs to: keys of few bits are cut by range, so that each partition
/// has a short direct array and rows in order stay together; others by bits of their hash that
/// choose no slot (see GroupTable).
class Partitioning {
 public:
  Partitioning() = default;
  /// Cuts keys below 2^`bits` by range.
  static Partitioning ByKey(uint32_t bits) {
    Partitioning out;
    out.key_bits_ = bits;
    out.shift_ = bits > kPartitionBits ? bits - kPartitionBits : 0;
    return out;
  }

  bool by_key() const { return key_bits_ != 0; }
  uint32_t Of(uint64_t first_word, uint64_t hash) const {
    return static_cast<uint32_t>((by_key() ? first_word : hash) >> shift_) % kGroupPartitions;
  }
  /// Returns the keys of partitions `begin .. end`.
  KeyRange RangeOf(uint32_t begin, uint32_t end) const {
    if (!by_key()) return {};
    return {uint64_t{begin} << shift_, uint64_t{end - begin} << shift_};
  }
  KeyRange WholeRange() const { return RangeOf(0, kGroupPartitions); }

 private:
  static constexpr uint32_t kPartitionBits = 8;
  static constexpr uint32_t kHashShift = 26;

  uint32_t key_bits_ = 0;
  uint32_t shift_ = kHashShift;
};

}  // namespace lakebolt
