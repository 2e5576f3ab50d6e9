#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "exec/set/materialize.h"
#include "plan/row_operators.h"

namespace lakebolt {

/// Passes each row (bernoulli) or each chunk (system) with a given chance.
class ChanceSample final : public Transform {
 public:
  ChanceSample(bool by_chunk, double percent, uint64_t seed)
      : by_chunk_(by_chunk), percent_(percent), seed_(seed) {}

  std::string Name() const override { return "SAMPLE"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  TransformStatus Process(TaskContext& context, LocalState& local, Chunk& input,
                          Chunk& out) override;

 private:
  bool by_chunk_;
  double percent_;
  uint64_t seed_;
  std::atomic<uint64_t> locals_{0};
};

/// Adds a column of random numbers, for the reservoir: the rows with the least ones are chosen.
class RandomColumn final : public Transform {
 public:
  explicit RandomColumn(uint64_t seed) : seed_(seed) {}

  std::string Name() const override { return "RANDOM ORDER"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  TransformStatus Process(TaskContext& context, LocalState& local, Chunk& input,
                          Chunk& out) override;

 private:
  uint64_t seed_;
  std::atomic<uint64_t> locals_{0};
};

/// Gives `percent` of the rows collected, chosen at random, in their order.
class ShareOfRows final : public Source {
 public:
  ShareOfRows(std::shared_ptr<const Materialize> rows, double percent, uint64_t seed)
      : rows_(std::move(rows)), percent_(percent), seed_(seed) {}

  std::string Name() const override { return "SAMPLE"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  SourceStatus Next(TaskContext& context, LocalState& local, Chunk& out) override;
  uint32_t MaxTasks() const override { return 1; }

 private:
  std::shared_ptr<const Materialize> rows_;
  double percent_;
  uint64_t seed_;
};

}  // namespace lakebolt
