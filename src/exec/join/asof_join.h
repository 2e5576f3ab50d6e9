#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/memory_pool.h"
#include "exec/operator.h"
#include "exec/sort/sort_key.h"
#include "plan/row_operators.h"

namespace lakebolt {

/// Holds what the operators of one ASOF join share. Expressions are over positions of the chunks of
/// each side.
struct AsofSpec {
  AsofJoinNode::Spec join;
  std::vector<LogicalType> probe_types;
  std::vector<LogicalType> build_types;
};

/// Collects the right side of an ASOF join and sorts it by the equality keys and, within those, by
/// the order; the nearest row is then found by binary search over the encoded keys.
class AsofBuild final : public Sink {
 public:
  AsofBuild(AsofSpec spec, MemoryPool* memory);

  std::string Name() const override { return "ASOF JOIN BUILD"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  SinkStatus Consume(TaskContext& context, LocalState& local, Chunk& input) override;
  void Merge(TaskContext& context, LocalState& local) override;
  void Finish(TaskContext& context) override;

  const AsofSpec& spec() const { return spec_; }
  /// Returns the rows, once finished, as they came.
  const Chunk& rows() const { return rows_; }
  /// Finds the row nearest to a probe row with these encoded keys, of which `group` are those that
  /// must be equal; kNullRow when there is none.
  uint32_t Nearest(std::string_view keys, std::string_view group) const;

  void MarkMatched(uint32_t row) { matched_[row].store(true, std::memory_order_relaxed); }
  bool IsMatched(uint32_t row) const { return matched_[row].load(std::memory_order_relaxed); }

  /// Returns the keys to encode for one side; NULLs stand where they are never nearest.
  std::vector<SortKey> Keys(bool left, bool with_order) const;

 private:
  struct Local;

  AsofSpec spec_;
  std::mutex mutex_;
  Reservation bytes_;
  std::vector<Chunk> chunks_;
  EncodedKeys keys_;
  Chunk rows_;
  std::vector<uint32_t> order_;
  std::vector<std::atomic<bool>> matched_;
};

/// Carries the left side past an AsofBuild.
class AsofProbe final : public Transform {
 public:
  explicit AsofProbe(std::shared_ptr<AsofBuild> build) : build_(std::move(build)) {}

  std::string Name() const override { return "ASOF JOIN PROBE"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  TransformStatus Process(TaskContext& context, LocalState& local, Chunk& input,
                          Chunk& out) override;

 private:
  struct Local;

  std::shared_ptr<AsofBuild> build_;
};

/// Gives the right rows that no left row took, with NULLs for the left columns.
class AsofUnmatched final : public Source {
 public:
  explicit AsofUnmatched(std::shared_ptr<const AsofBuild> build) : build_(std::move(build)) {}

  std::string Name() const override { return "ASOF JOIN UNMATCHED ROWS"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  SourceStatus Next(TaskContext& context, LocalState& local, Chunk& out) override;
  uint32_t MaxTasks() const override { return 1; }

 private:
  std::shared_ptr<const AsofBuild> build_;
};

}  // namespace lakebolt
