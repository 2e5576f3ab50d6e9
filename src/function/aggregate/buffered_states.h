#pragma once

#include "base/growing_array.h"
#include "base/huge_allocator.h"
#include "function/aggregate/group_rows.h"
#include "function/aggregate_function.h"
#include "vector/column_buffer.h"

namespace lakebolt {

/// Keeps all values of one argument, for aggregates that need them at once: lists, quantiles,
/// joined text. The state of a group is the list of its values, NULL while it has none.
class BufferedStates : public AggregateStates {
 public:
  /// Keeps values of `type`, NULLs too where `keeps_nulls`.
  BufferedStates(LogicalType type, bool keeps_nulls);

  void Resize(uint32_t groups) override { rows_.Resize(groups); }
  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override;
  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override;
  Vector Export(uint32_t begin, uint32_t count) const override;
  size_t MemoryBytes() const override { return values_.MemoryBytes() + rows_.MemoryBytes(); }

 protected:
  const ColumnBuffer& values() const { return values_; }
  const GroupRows& rows() const { return rows_; }
  /// Puts what `convert` makes of the values of one group, which may be millions, in place of what
  /// `to` has.
  template <typename T, typename N, typename Convert>
  void GatherGroup(uint32_t group, GrowingArray<N>& to, Convert convert) const {
    const std::span<const uint32_t> kept = rows_.RowsOf(group);
    const T* from = values_.template values<T>();
    to.Clear();
    N* const out = to.Extend(kept.size());
    ForEachBlock(kept.size(), [&](size_t begin, size_t end) {
      for (size_t i = begin; i < end; ++i) out[i] = convert(from[kept[i]]);
    });
  }

 private:
  void AppendValid(const Vector& vector, RowSet rows, const uint32_t* groups);

  bool keeps_nulls_;
  ColumnBuffer values_;
  GroupRows rows_;
  HugeVector<uint32_t> taken_rows_;
  HugeVector<uint32_t> taken_groups_;
};

}  // namespace lakebolt
