#pragma once

#include <atomic>
#include <mutex>
#include <optional>

#include "exec/join/build_columns.h"
#include "expression/evaluator.h"

namespace lakebolt {

/// Collects the build side of a join. Workers keep compacted chunks and the bounds of integer keys.
/// At the end the index is chosen by what really came; then follow, each in parallel parts without
/// locks: rows enter the index; where keys repeat much, rows of one key get numbers that follow one
/// another; rows are copied to their places, and their chunks freed; groups are numbered.
///
/// Where rows or what is made of them do not fit memory, all of them go to a SpilledJoin instead,
/// and those that it keeps in memory come back.
class JoinBuild final : public Sink {
 public:
  JoinBuild(std::shared_ptr<JoinTable> table, QueryContext& query);

  std::string Name() const override;
  std::vector<std::string> Details() const override;
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  SinkStatus Consume(TaskContext& context, LocalState& local, Chunk& input) override;
  /// Makes the table one that spills, whatever memory there is.
  void StartSpilling() { StartSpilling(ShareInMemory(batches_)); }
  /// Takes kept columns, by slot, of rows whose keys can match.
  void Add(LocalState& local, const Chunk& columns);
  void Merge(TaskContext& context, LocalState& local) override;
  uint32_t PrepareFinish(TaskContext& context) override;
  void FinishPart(TaskContext& context, uint32_t part) override;
  uint32_t NextStage(TaskContext& context) override;
  void Finish(TaskContext& context) override;

 private:
  enum class Stage : uint8_t {
    kSpill,
    kUnload,
    kLoad,
    kIndex,
    kRegroup,
    kCopy,
    kIndexAndCopy,
    kGroup,
    kDone
  };
  struct Local;

  std::vector<KeyBounds> EmptyBounds() const;
  bool SelectKeys(const std::vector<Vector>& columns, RowSet rows, Selection& kept, Local& local);
  void Keep(Local& local, BuildBatch batch);
  int64_t BytesOfMaking() const;
  /// Tells whether the table may need more memory than is left.
  bool LeavesNoRoom() const;
  void SpillBatches(Local& local, BuildBatch batch);
  void NoteBounds(const BuildBatch& batch, std::vector<KeyBounds>& bounds) const;
  void SpillBatch(BuildBatch& batch, BuildRows& out) const;
  void SpillPart(uint32_t part);
  void EndSpilling();
  void StartSpilling(double share_in_memory);
  /// Tells about which share of all rows fits memory, by some of those that came before it was
  /// short.
  double ShareInMemory(const std::vector<BuildBatch>& some) const;
  /// Chooses what stays in memory; returns in how many parts the rest goes to disk.
  uint32_t StartUnloading();
  /// Brings back what fits memory of the rows that were spilled; returns into how many parts.
  uint32_t StartLoading();
  void LoadPart(uint32_t part);
  uint32_t EndLoading();
  /// Starts making a table of the rows at hand; returns into how many parts.
  uint32_t StartTable();
  void PlanParts();
  uint32_t parts() const;
  /// Chooses how keys become codes, by their bounds.
  void ChooseCodec();
  void ChooseIndex();
  /// Tells whether the index has to find all rows of a code.
  bool NeedsChains() const;
  void PrepareFilters();
  void PrepareOpenFilters();
  void EndOpenFilters();
  /// Tells whether a probe row looks at all build rows of its key.
  bool WalksChains() const;
  /// Tells whether rows of one key should be brought together if many keys repeat.
  bool MayRegroup() const;
  void IndexBatch(const BuildBatch& batch, std::vector<uint64_t>& codes);
  void CopyBatch(uint32_t i);
  uint32_t StartCopy();
  uint32_t EndCopy();
  void FindMixedChains();
  void FindNullRows();
  void SortForRanges();
  uint32_t StartGroups();

  std::shared_ptr<JoinTable> table_;
  QueryContext& query_;
  std::mutex mutex_;
  std::atomic<uint64_t> held_rows_{0};  // by all workers, until some spill
  std::atomic<int64_t> held_bytes_{0};
  std::atomic<bool> spills_{false};  // with the filters of keys that go to disk ready
  std::vector<BuildBatch> batches_;
  SpilledJoin::Resident resident_;  // what batches come back from
  Reservation collected_;
  int64_t dictionary_bytes_ = 0;  // of strings, in all of `batches_`
  std::vector<KeyBounds> bounds_;
  Stage stage_ = Stage::kIndexAndCopy;
  std::optional<BuildColumns> columns_;
  std::vector<uint32_t> places_;       // of rows that were put in another order
  std::vector<uint32_t> part_begins_;  // first batch of each part, and the end
  std::vector<std::shared_ptr<KeyFilter>> live_filters_;
  bool concurrent_ = false;
};

}  // namespace lakebolt
