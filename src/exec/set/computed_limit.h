#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/made_once.h"
#include "exec/set/limit.h"
#include "exec/set/materialize.h"
#include "exec/sort/sort_key.h"

namespace lakebolt {

/// Holds LIMIT and OFFSET as computed by a query of one row.
struct ComputedBounds {
  std::optional<uint64_t> limit;
  double percent = 0;  // the limit instead, where it is a share
  uint64_t offset = 0;
};

/// Reads the bounds from a finished Materialize; throws kOutOfRange for what cannot be one.
ComputedBounds ReadBounds(const Materialize& row, bool percent);

/// Is a Limit whose bounds are known when its first rows come.
class ComputedLimit final : public Transform {
 public:
  explicit ComputedLimit(std::shared_ptr<const Materialize> bounds) : bounds_(std::move(bounds)) {}

  std::string Name() const override { return "LIMIT"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  void StartBatch(LocalState& local, uint64_t batch) override;
  TransformStatus Process(TaskContext& context, LocalState& local, Chunk& input,
                          Chunk& out) override;
  TransformStatus Flush(TaskContext& context, LocalState& local, Chunk& out) override;

 private:
  std::shared_ptr<const Materialize> bounds_;
  MadeOnce read_;
  std::optional<Limit> limit_;
};

/// Passes the first rows of a sorted input and all that are equal to the last of them by the keys
/// it is sorted by. Its pipeline has one worker.
class TiesLimit final : public Transform {
 public:
  TiesLimit(std::shared_ptr<const Materialize> bounds, std::vector<SortKey> keys)
      : bounds_(std::move(bounds)), keys_(std::move(keys)) {}

  std::string Name() const override { return "LIMIT WITH TIES"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  TransformStatus Process(TaskContext& context, LocalState& local, Chunk& input,
                          Chunk& out) override;

 private:
  struct Local;

  std::shared_ptr<const Materialize> bounds_;
  std::vector<SortKey> keys_;
};

/// Gives a share of the rows collected, from the first on.
class PercentLimit final : public Source {
 public:
  PercentLimit(std::shared_ptr<const Materialize> rows, std::shared_ptr<const Materialize> bounds)
      : rows_(std::move(rows)), bounds_(std::move(bounds)) {}

  std::string Name() const override { return "LIMIT"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  SourceStatus Next(TaskContext& context, LocalState& local, Chunk& out) override;
  uint32_t MaxTasks() const override { return 1; }

 private:
  std::shared_ptr<const Materialize> rows_;
  std::shared_ptr<const Materialize> bounds_;
};

}  // namespace lakebolt
