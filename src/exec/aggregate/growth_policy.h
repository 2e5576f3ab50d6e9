#pragma once

#include <cstddef>
#include <cstdint>

namespace lakebolt {

/// Watches a worker's hot table and says what to do with rows whose group is not in it.
///
/// A table that absorbs most rows may grow: each group is stored once, and the rows behind it are
/// never moved. A table that hardly reduces its input only costs cache misses: it stays as it is,
/// takes the rows of the groups it has (the frequent ones came early), and the rest is cut by hash
/// into partitions that fit a cache later. How many groups will come is estimated from how often
/// rows met a known group so far: among D equally frequent groups, n rows are expected to meet
/// D (1 - exp(-n / D)).
///
/// Where rows of one group come close together, as those of a user's visits do, a small table
/// absorbs them as well as a large one: it is closed when it fills a cache, and the next one
/// begins.
class GrowthPolicy {
 public:
  enum class Verdict : uint8_t {
    kGrow,     // the table takes new groups
    kRestart,  // it is closed, and an empty one takes its place
    kStop,     // it takes no new groups
  };

  /// `expected_rows` are those that this worker will see, `group_bytes` what a group takes;
  /// `dear_rows` says that keeping a row takes much more.
  GrowthPolicy(double expected_rows, uint32_t group_bytes, bool dear_rows)
      : expected_rows_(expected_rows), group_bytes_(group_bytes), dear_rows_(dear_rows) {}

  /// Says that of the expected rows only a share will be looked at.
  void ExpectShare(double share) { share_ = share; }
  /// Describes a table.
  struct Table {
    uint64_t rows = 0;        // that filled it
    uint32_t groups = 0;      // of these
    size_t string_bytes = 0;  // of the keys' long strings
    bool is_coded = false;    // a table for each dictionary can take its place
    bool is_hashed = true;    // a larger one is slower
  };
  /// Tells what shall become of a table.
  Verdict Judge(const Table& table);
  /// Says that an empty table took the place of one that so many rows had filled.
  void Restart(uint64_t rows);
  /// Tells whether a dictionary's table, of so many rows and groups, was worth its while.
  static bool PaysForDictionary(uint64_t rows, uint32_t groups);
  /// Tells whether a table has so many groups that the next dictionary gets one of its own.
  static bool IsWorthClosing(uint32_t groups) { return groups >= kFirstCheck / 2; }

  /// Tells, while the table does not grow, whether looking rows up still pays.
  bool ShouldLookUp() const { return looks_up_; }
  /// Notes that of `rows` rows that were looked up `known` had a group.
  void NoteLookup(uint32_t rows, uint32_t known);

  /// Estimates how many equally frequent groups there are.
  static double EstimateGroups(uint64_t rows, uint32_t groups);

 private:
  bool IsLocal(const Table& table, uint64_t new_rows, uint64_t new_groups) const;

  double expected_rows_;
  double share_ = 1;
  uint32_t group_bytes_;
  bool dear_rows_;
  uint32_t next_check_ = kFirstCheck;
  uint64_t last_rows_ = 0;
  uint64_t last_groups_ = 0;
  double last_estimate_ = 0;
  bool looks_up_ = true;
  uint64_t looked_up_ = 0;
  uint64_t known_ = 0;

  // A little less than a power of two, for which tables would grow just before they are closed.
  static constexpr uint32_t kFirstCheck = (1 << 15) - (1 << 12);
};

}  // namespace lakebolt
