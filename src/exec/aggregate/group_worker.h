#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "exec/aggregate/group_plan.h"
#include "exec/aggregate/growth_policy.h"
#include "exec/aggregate/repeat_filter.h"

namespace lakebolt {

/// Aggregates and keeps the rows of one worker of a group-by: a table of groups and, once that does
/// not grow any more, raw rows. Where memory is short they go to disk: raw rows partition by
/// partition from the last one down, so that what there is room for stays; a table as a whole,
/// unless it is the smaller part. Others may ask for that between chunks.
class GroupWorker {
 public:
  explicit GroupWorker(const GroupPlan& plan);

  /// Adds rows.
  void Add(const GroupInput& input, RowSet rows);
  /// Adds those rows to `known` whose group it has, if it may have any, and keeps the others as
  /// they are. Returns false where there is no memory for these: others have to give it back before
  /// FindMemory.
  bool AddUnknown(const GroupInput& input, RowSet rows, GroupedStates& known, bool any_known);
  /// Finds memory for what was added.
  void FindMemory();
  /// Takes over what `bytes` holds, to hold as much from now on.
  void KeepReserved(Reservation& bytes);
  /// Adds those rows whose group is one of the first, and drops the others.
  void AddFirst(const GroupInput& input, RowSet rows, FirstGroups& first);

  /// Writes to disk, about `bytes` if there is so much; returns the bytes given back. Thread-safe;
  /// waits for a thread that adds rows, but not for long.
  int64_t TrySpill(int64_t bytes);
  /// Returns the bytes that it is charged. Thread-safe.
  int64_t held() const { return held_.load(std::memory_order_relaxed); }

  const GroupedStates& table() const { return *contents_.table; }

  struct Contents {
    std::vector<std::unique_ptr<GroupedStates>> closed;  // that take no more rows
    std::unique_ptr<GroupedStates> table;
    std::unique_ptr<RawRows> raw;            // null while the table grows
    std::unique_ptr<SpilledGroups> spilled;  // or null
    Reservation bytes;
  };
  /// Ends the input.
  Contents Take();

 private:
  static constexpr uint32_t kFirstByKey = 1 << 11;

  void Update(const GroupInput& input, RowSet rows);
  bool BecomesByKey();
  /// Decides whether rows to come open groups in the table, as those so far did.
  void Reconsider(const GroupInput& input);
  /// Aggregates rows in a table of their dictionary's values; returns false for rows that have to
  /// be kept as they are, since they come without a dictionary or those hardly reduce the rows.
  bool UpdateByDictionary(const GroupInput& input, RowSet rows);
  void Restart();
  void CloseTable();
  int64_t Spill(int64_t bytes);
  void SpillTables();
  void SpillRows(int64_t bytes);
  /// Adds rows whose values are not too much for one look at the memory.
  void AddAtOnce(const GroupInput& input, RowSet rows);
  /// Finds memory for what was added, or writes to disk where it holds `least` bytes; returns the
  /// bytes that are missing still.
  int64_t Settle(int64_t least);
  int64_t Charge() const;
  int64_t TableCharge() const { return plan_.ChargeOf(*contents_.table) + closed_charge_; }
  void Note() { held_.store(contents_.bytes.size(), std::memory_order_relaxed); }

  const GroupPlan& plan_;
  std::timed_mutex mutex_;
  Contents contents_;
  GrowthPolicy policy_;
  RepeatFilter repeats_;                      // where no call wants to see every row
  uint64_t rows_ = 0;                         // that the table took while it grew
  uint32_t next_by_key_ = kFirstByKey;        // groups at which keys may become numbers
  bool by_dictionary_ = false;                // each dictionary of the key has a table
  std::shared_ptr<const Vector> dictionary_;  // whose values the table has, then
  uint64_t dictionary_rows_ = 0;
  int64_t closed_charge_ = 0;
  int64_t least_charge_ = 0;
  std::atomic<int64_t> held_{0};
};

}  // namespace lakebolt
