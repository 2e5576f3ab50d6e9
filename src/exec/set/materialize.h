#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <vector>

#include "base/memory_pool.h"
#include "exec/operator.h"
#include "exec/spill/spill_file.h"
#include "vector/held_columns.h"

namespace lakebolt {

/// Keeps all rows of its input in their order, for every reader of a shared subplan, or for
/// operators to which places of rows matter: in memory, and what does not fit there on disk. Where
/// memory is short, a worker writes the newest of its rows, and no more than makes some room: what
/// fits stays. Others may ask for that between chunks.
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

  using TakeRows = std::function<void(Chunk rows)>;
  /// Hands a worker's rows on, instead of merging them, and forgets them bit by bit.
  void Drain(LocalState& local, const TakeRows& take);
  /// Does so with all rows that were merged.
  void Drain(const TakeRows& take);
  /// Tells whether any rows are on disk. Thread-safe.
  bool has_spilled() const { return has_spilled_; }

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
    int64_t bytes = 0;  // that it is charged
    const SpillFile* file = nullptr;
    size_t number = 0;
  };
  /// Is what one worker keeps.
  struct Worker {
    Worker(MemoryPool* memory, std::string who) : bytes(memory, std::move(who)) {}

    std::timed_mutex mutex;
    std::vector<Kept> kept;
    std::vector<size_t> in_memory;  // places in `kept`
    std::unique_ptr<SpillFile> file;
    HeldColumns held;
    Reservation bytes;
  };
  struct Local;

  std::string Who() const { return "materializing " + name_; }
  void MoveToDisk(Kept& kept, std::unique_ptr<SpillFile>& file);
  int64_t MakeRoom(Worker& worker, int64_t bytes);
  int64_t SpillWorker(int64_t bytes);
  void HandOn(std::vector<Kept> kept, Reservation& bytes, const TakeRows& take) const;

  const QueryContext& query_;
  std::string name_;
  std::atomic<bool> has_spilled_{false};
  mutable std::shared_mutex mutex_;
  std::vector<std::shared_ptr<Worker>> workers_;  // those that still take rows
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
