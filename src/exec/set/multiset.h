#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/memory_pool.h"
#include "exec/aggregate/group_table.h"
#include "exec/operator.h"
#include "plan/operators.h"

namespace lakebolt {

/// Counts the rows of the right input of INTERSECT or EXCEPT by value.
class MultisetBuild final : public Sink {
 public:
  MultisetBuild(const std::vector<LogicalType>& types, MemoryPool* memory);

  std::string Name() const override { return "COUNT ROWS"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  SinkStatus Consume(TaskContext& context, LocalState& local, Chunk& input) override;
  void Merge(TaskContext&, LocalState&) override {}

 private:
  friend class MultisetProbe;

  std::mutex mutex_;
  GroupTable table_;
  std::vector<uint64_t> counts_;  // rows of the right input left over, by group
  std::vector<bool> given_;       // whether the value was given out, by group
  std::vector<uint32_t> groups_;
  Reservation bytes_;
};

/// Lets those rows of the left input pass that INTERSECT or EXCEPT gives; without ALL each value
/// once. Workers take turns: the counts are one state.
class MultisetProbe final : public Transform {
 public:
  MultisetProbe(std::shared_ptr<MultisetBuild> right, SetOperationKind operation, bool all)
      : right_(std::move(right)), operation_(operation), all_(all) {}

  std::string Name() const override {
    return operation_ == SetOperationKind::kIntersect ? "INTERSECT" : "EXCEPT";
  }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  TransformStatus Process(TaskContext& context, LocalState& local, Chunk& input,
                          Chunk& out) override;

 private:
  bool Passes(uint32_t group);

  std::shared_ptr<MultisetBuild> right_;
  SetOperationKind operation_;
  bool all_;
};

}  // namespace lakebolt
