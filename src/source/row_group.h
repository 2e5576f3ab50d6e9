#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "source/row_charge.h"
#include "source/statistics.h"
#include "vector/chunk.h"

namespace lakebolt {

/// Is a run of rows of a table in memory, with row ids `first_row_id() + i`. Immutable and shared
/// by all versions of the table that have these rows: a write makes another group.
class RowGroup {
 public:
  /// Takes over the columns of `rows`, which has no selection. They are charged to `account`, if
  /// there is one, but for dictionaries that the group `before` has, too.
  RowGroup(int64_t first_row_id, Chunk rows, std::shared_ptr<MemoryPool> account = nullptr,
           const RowGroup* before = nullptr);

  int64_t first_row_id() const { return first_row_id_; }
  int64_t end_row_id() const { return first_row_id_ + size(); }
  uint32_t size() const { return rows_.size(); }
  uint32_t live() const { return live_; }
  const Vector& column(uint32_t i) const { return rows_.column(i); }
  const Chunk& rows() const { return rows_; }

  bool IsLive(uint32_t row) const { return dead_ == nullptr || !(*dead_)[row]; }
  bool HasDead() const { return dead_ != nullptr; }
  /// Returns the live rows among `begin .. begin + count`, counted from `begin`.
  Selection LiveRows(uint32_t begin, uint32_t count) const;
  /// Returns the table version that last updated the row; 0 when none did.
  uint64_t ChangedAt(uint32_t row) const { return changed_ == nullptr ? 0 : (*changed_)[row]; }

  /// Returns what is known of a column over the live rows; found out when first asked for.
  const ColumnStatistics& statistics(uint32_t column) const;

  /// Makes the group without `rows`.
  std::shared_ptr<const RowGroup> WithoutRows(const std::vector<uint32_t>& rows) const;
  /// Makes the group where row `rows[i]` has row i of `values` in `columns`, as of `version`.
  std::shared_ptr<const RowGroup> WithValues(const std::vector<uint32_t>& columns,
                                             const std::vector<uint32_t>& rows,
                                             const std::vector<Vector>& values,
                                             uint64_t version) const;
  /// Makes the group with other columns.
  std::shared_ptr<const RowGroup> WithColumns(std::vector<Vector> columns) const;
  /// Makes one group of two that follow each other.
  static std::shared_ptr<const RowGroup> Join(const RowGroup& first, const RowGroup& second);

 private:
  /// Charges the columns, and the marks of dead and changed rows, that have no charge yet.
  void Charge(const RowGroup* before);
  void ChargeMarks();

  int64_t first_row_id_;
  Chunk rows_;
  std::shared_ptr<MemoryPool> account_;
  std::vector<RowChargePtr> charges_;  // by column
  RowChargePtr dead_charge_;
  RowChargePtr changed_charge_;
  uint32_t live_;
  std::shared_ptr<const std::vector<uint8_t>> dead_;      // by row; null while all live
  std::shared_ptr<const std::vector<uint64_t>> changed_;  // by row; null while none changed
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<ColumnStatistics>> statistics_;  // by column
};

using RowGroupPtr = std::shared_ptr<const RowGroup>;

}  // namespace lakebolt
