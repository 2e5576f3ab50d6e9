#pragma once

#include <memory>

#include "exec/aggregate/aggregate_spec.h"
#include "exec/aggregate/grouped_states.h"
#include "exec/aggregate/spilled_groups.h"
#include "exec/query_context.h"

namespace lakebolt {

/// Says how a group-by is carried out, as far as that is decided before its first row.
struct GroupPlan {
  GroupPlan(AggregateSpec spec, const QueryContext& query);

  /// Makes an empty table for keys of all partitions.
  std::unique_ptr<GroupedStates> MakeTable() const;
  std::unique_ptr<RawRows> MakeRawRows() const {
    return std::make_unique<RawRows>(raw_format, partitioning, page_bytes);
  }
  std::unique_ptr<SpilledGroups> MakeSpilled() const {
    return std::make_unique<SpilledGroups>(spec, layout, raw_format, query);
  }
  Reservation MakeReservation() const { return {query.memory, Who()}; }
  /// Names the operator in errors.
  const char* Who() const { return spec.keys.empty() ? "aggregate" : "group by"; }

  /// Returns how many rows states may take in before what they hold is charged.
  uint32_t RowsAtOnce(const GroupInput& input, RowSet rows) const;

  /// Returns an even share of the memory limit.
  int64_t MemoryOfWorker() const;
  /// Returns what a table is charged.
  int64_t ChargeOf(const GroupedStates& table) const;
  /// Estimates the bytes that a group takes in a table: slots, key and states.
  uint32_t GroupBytes() const;

  AggregateSpec spec;
  std::shared_ptr<const KeyLayout> layout;
  Partitioning partitioning;
  std::shared_ptr<const RawRowFormat> raw_format;  // null where rows cannot be kept raw
  bool has_dear_rows = false;  // keeping a row raw may cost much more than its words
  /// Keys may be their groups' numbers where most of them come.
  bool may_number_by_key = false;
  /// States only collect values: better where all rows of a group are together from the start.
  bool keeps_values = false;
  bool takes_first_groups = false;  // any will do, and few are wanted (FirstGroups)
  bool can_spill = false;
  size_t page_bytes = 0;  // of raw rows
  const QueryContext& query;
};

}  // namespace lakebolt
