#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/memory_pool.h"
#include "exec/aggregate/key_layout.h"
#include "exec/operator.h"
#include "expression/expression.h"
#include "vector/order_key.h"

namespace lakebolt {

/// Says which first rows of each group count.
struct GroupLimitSpec {
  std::vector<ExprPtr> partition;
  ExprPtr first_key;  // null: rows come in no order
  KeyOrder order;
  bool has_more_keys = false;
  uint64_t rows = 0;
  /// Rows that equal the last that counts are among the first, too (rank).
  bool keeps_ties = false;
  /// Rows that are equal count once (dense_rank).
  bool counts_distinct = false;
};

/// Drops rows that cannot be among the first of their group: as many rows of the group have come
/// that are before them. An operator behind it decides exactly; this one spares it from keeping and
/// sorting all rows.
///
/// Each worker keeps, by group, the first keys of the first rows so far, as 64-bit codes that order
/// as the keys do but may be the same for different ones: only rows that surely come later are
/// dropped. Where hardly any are, it lets all pass.
class GroupLimit final : public Transform {
 public:
  /// More rows a group are not worth the memory.
  static constexpr uint64_t kMostRows = 32;

  GroupLimit(GroupLimitSpec spec, MemoryPool* memory);

  std::string Name() const override { return "GROUP LIMIT"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  TransformStatus Process(TaskContext& context, LocalState& local, Chunk& input,
                          Chunk& out) override;

 private:
  struct Local;

  void FindGroups(Local& local, const Chunk& input) const;
  uint32_t Keep(Local& local, RowSet rows, uint32_t* kept) const;
  uint32_t KeepFirst(Local& local, RowSet rows, uint32_t* kept) const;
  uint32_t KeepBest(Local& local, RowSet rows, uint32_t* kept) const;

  GroupLimitSpec spec_;
  std::shared_ptr<KeyLayout> layout_;
  bool drops_ties_;
  MemoryPool* memory_;
};

}  // namespace lakebolt
