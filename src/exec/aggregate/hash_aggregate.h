#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/memory_pool.h"
#include "exec/aggregate/grouped_states.h"
#include "exec/operator.h"

namespace lakebolt {

/// Groups rows and aggregates them.
///
/// Each worker keeps a hot table small enough for its cache. When it is full and hardly reduces its
/// input, its groups are handed on: exported, and empty again it goes on. At the end all workers'
/// groups are cut by hash into partitions that are merged in parallel without locks. (The shape on
/// which Polars, ClickHouse and DuckDB converged; see also Leis et al., "Morsel-Driven
/// Parallelism", SIGMOD 2014, section 4.4.)
class HashAggregate final : public Sink {
 public:
  HashAggregate(AggregateSpec spec, MemoryPool* memory);

  std::string Name() const override { return spec_.keys.empty() ? "AGGREGATE" : "HASH GROUP BY"; }
  std::vector<std::string> Details() const override;
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  SinkStatus Consume(TaskContext& context, LocalState& local, Chunk& input) override;
  void Merge(TaskContext& context, LocalState& local) override;
  uint32_t PrepareFinish(TaskContext& context) override;
  void FinishPart(TaskContext& context, uint32_t part) override;

  /// Returns the finished partitions; every group is in exactly one.
  const std::vector<std::unique_ptr<GroupedStates>>& partitions() const { return partitions_; }

 private:
  struct Local;

  void EvaluateInput(Local& local, const Chunk& chunk);
  void HandOn(Local& local);

  AggregateSpec spec_;
  std::shared_ptr<const KeyLayout> layout_;
  std::mutex mutex_;
  MemoryPool* memory_;
  Reservation exported_bytes_;
  std::vector<ExportedGroups> exported_;
  std::vector<std::unique_ptr<GroupedStates>> partitions_;
  std::vector<Reservation> partition_bytes_;
};

/// Gives the groups of a finished HashAggregate: keys, then results.
class AggregateScan final : public Source {
 public:
  explicit AggregateScan(std::shared_ptr<const HashAggregate> input) : input_(std::move(input)) {}

  std::string Name() const override { return "GROUPS"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  SourceStatus Next(TaskContext& context, LocalState& local, Chunk& out) override;
  uint32_t MaxTasks() const override;

 private:
  std::shared_ptr<const HashAggregate> input_;
  std::atomic<size_t> next_partition_{0};
};

}  // namespace lakebolt
