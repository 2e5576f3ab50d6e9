#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/memory_pool.h"
#include "exec/operator.h"

namespace lakebolt {

/// Keeps all rows of its input in memory, for every reader of a shared subplan.
class Materialize final : public Sink {
 public:
  Materialize(MemoryPool* memory, std::string name)
      : name_(std::move(name)), reservation_(memory, "materializing " + name_) {}

  std::string Name() const override { return "MATERIALIZE " + name_; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  SinkStatus Consume(TaskContext& context, LocalState& local, Chunk& input) override;
  void Merge(TaskContext& context, LocalState& local) override;

  /// Keeps rows that are there already, as if they had been consumed; before any reader starts.
  void Adopt(std::vector<Chunk> chunks);

  /// Returns the chunks kept, once finished; none has a selection.
  const std::vector<Chunk>& chunks() const { return chunks_; }

 private:
  std::string name_;
  std::mutex mutex_;
  Reservation reservation_;
  std::vector<Chunk> chunks_;
};

/// Gives the rows that a Materialize kept.
class MaterializedScan final : public Source {
 public:
  /// Gives the columns at `positions` of the kept chunks.
  MaterializedScan(std::shared_ptr<const Materialize> input, std::vector<uint32_t> positions)
      : input_(std::move(input)), positions_(std::move(positions)) {}

  std::string Name() const override { return "SCAN MATERIALIZED"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  SourceStatus Next(TaskContext& context, LocalState& local, Chunk& out) override;
  uint32_t MaxTasks() const override;

 private:
  std::shared_ptr<const Materialize> input_;
  std::vector<uint32_t> positions_;
  std::atomic<size_t> next_{0};
};

}  // namespace lakebolt
