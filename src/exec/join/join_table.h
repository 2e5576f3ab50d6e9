#pragma once

#include <algorithm>
#include <memory>
#include <mutex>
#include <vector>

#include "exec/join/build_groups.h"
#include "exec/join/build_layout.h"
#include "exec/join/null_key_rows.h"
#include "exec/join/packed_rows.h"
#include "exec/join/range_index.h"
#include "exec/join/row_index.h"
#include "exec/join/spilled_join.h"
#include "exec/runtime_filter/key_bounds.h"
#include "exec/runtime_filter/key_filter.h"

namespace lakebolt {

/// Is what the operators of one join share: made by the build side, read by the others.
struct JoinTable {
  JoinTable(JoinSpec join_spec, QueryContext& query);

  const JoinSpec spec;
  const BuildLayout layout;
  const JoinTraits traits;
  /// By key; held weakly so that a filter nobody uses costs nothing.
  std::vector<std::weak_ptr<KeyFilter>> filters;

  // From here on, fixed once the build side has finished.

  /// Counts the spilled joins of which this one is a partition.
  uint32_t level = 0;
  /// Tells whether rows may go to disk where memory is short.
  bool may_spill = true;
  /// Holds both sides where the build side did not fit memory: then there is nothing else here.
  std::unique_ptr<SpilledJoin> spilled;

  Reservation memory;
  uint32_t rows = 0;
  /// The kept columns by slot, each of `rows` rows; empty where only the index needed it, and where
  /// it is packed.
  std::vector<std::shared_ptr<const Vector>> columns;
  static constexpr uint32_t kNotPacked = ~uint32_t{0};
  /// Columns that are only given out, side by side; by slot, which of them it is.
  PackedRows packed;
  std::vector<uint32_t> packed_fields;
  KeyCodec codec;
  RowIndex index;
  /// Finds rows in place of the index, and has put them into its order; for joins with ranges.
  RangeIndex ranges;
  /// Some build row (perhaps not kept) was there at all; some had a NULL key.
  bool any_rows = false;
  bool any_null_keys = false;
  /// A chain holds rows of unequal keys whose hashes agree: every pair must be compared.
  bool mixed_chains = false;
  /// Groups of build rows; only for joins with group columns.
  BuildGroups groups;
  /// Build rows by which keys are NULL, for marks.
  NullKeyRows null_rows;

  /// Notes that a build row has found its match. Thread-safe.
  void MarkMatched(RowRef ref) {
    __atomic_store_n(&matched.as<uint8_t>()[ref], 1, __ATOMIC_RELAXED);
  }
  bool IsMatched(RowRef ref) const {
    return __atomic_load_n(&matched.as<uint8_t>()[ref], __ATOMIC_RELAXED) != 0;
  }
  /// A byte by RowRef; only for joins that track the build side.
  ZeroedMemory matched;

  /// Tells whether key `k` takes NULL for a value.
  bool IsNullSafe(size_t k) const { return !spec.null_safe.empty() && spec.null_safe[k]; }
  /// Returns about how many bytes the index takes for a row; hashes need the widest slots.
  int64_t IndexBytesPerRow() const {
    if (!spec.ranges.empty()) return 80;
    const bool is_hashed =
        std::any_of(spec.build_keys.begin(), spec.build_keys.end(),
                    [](const ExprPtr& key) { return !IsIntegerKey(key->type()); });
    return is_hashed ? 40 : 24;
  }
  /// Returns about the bytes that a table of so many rows takes, which take so many in columns.
  /// They are copied a batch at a time, and come into an index.
  int64_t BytesFor(uint64_t row_count, int64_t bytes) const {
    return bytes + bytes / 16 + IndexBytesPerRow() * static_cast<int64_t>(row_count);
  }
  const Vector& key_column(size_t k) const { return *columns[layout.key_slots[k]]; }
  /// Tells whether a probe row may find several build rows.
  bool HasDuplicates() const { return spec.ranges.empty() ? index.HasDuplicates() : rows > 1; }
  /// Tells whether the probe side gives nothing whatever comes.
  bool GivesNothing() const {
    return rows == 0 && spilled == nullptr && !traits.keeps_probe &&
           (!traits.presence || spec.kind == JoinKind::kSemi);
  }
};

}  // namespace lakebolt
