#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <vector>

#include "base/memory_pool.h"
#include "exec/operator.h"
#include "exec/spill/spill_file.h"

namespace lakebolt {

/// Keeps all rows of its input in their order, for every reader of a shared subplan, or for
/// operators to which places of rows matter: in memory, and what does not fit there on disk.
class Materialize final : public Sink {
 public:
  Materialize(const QueryContext& query, std::string name)
      : query_(query), name_(std::move(name)), bytes_(query.memory, Who()) {}

  std::string Name() const override { return "MATERIALIZE " + name_; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  void StartBatch(LocalState& local, uint64_t batch) override;
  SinkStatus Consume(TaskContext& context, LocalState& local, Chunk& input) override;
  void Merge(TaskContext& context, LocalState& local) override;
  void Finish(TaskContext& context) override;
  int64_t Spill(int64_t bytes) override;

  /// Keeps rows that are there already, as if they had been consumed; before any reader starts.
  void Adopt(std::vector<Chunk> chunks);

  /// Returns how many chunks and rows are kept, once finished.
  size_t chunks() const { return kept_.size(); }
  uint64_t rows() const;
  /// Returns a chunk; it has no selection. Thread-safe.
  Chunk Read(size_t chunk) const;

 private:
  /// Is a chunk in memory or, if it has a file, number `number` of it.
  struct Kept {
    Chunk rows;
    uint64_t batch = 0;
    uint32_t count = 0;
    const SpillFile* file = nullptr;
    size_t number = 0;
  };
  struct Local;

  std::string Who() const { return "materializing " + name_; }
  void MoveToDisk(Kept& kept, std::unique_ptr<SpillFile>& file);

  const QueryContext& query_;
  std::string name_;
  mutable std::shared_mutex mutex_;
  Reservation bytes_;
  std::vector<Kept> kept_;
  std::vector<std::unique_ptr<SpillFile>> files_;
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
