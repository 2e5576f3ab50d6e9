#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "exec/aggregate/hash_aggregate.h"
#include "exec/aggregate/key_borders.h"
#include "exec/operator.h"

namespace lakebolt {

/// Groups rows of a scan whose batches hardly have values of a key in common: the batch's groups
/// are complete when it ends and go on at once, without any merging. Only those of values that the
/// next batch may have, too (KeyBorders), are kept for a HashAggregate, which gives them at the
/// end. It also takes the rows of groups for which there is no memory: a batch's table that may not
/// grow gives the groups that it has.
class BatchAggregate final : public Transform {
 public:
  /// `key` is the group key that `borders` are about.
  BatchAggregate(std::shared_ptr<HashAggregate> rest, size_t key, std::vector<int64_t> borders)
      : rest_(std::move(rest)), key_(key), borders_(std::move(borders)) {}

  std::string Name() const override { return "GROUP BY BATCH"; }
  std::vector<std::string> Details() const override;
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  TransformStatus Process(TaskContext& context, LocalState& local, Chunk& input,
                          Chunk& out) override;
  bool HoldsBatches() const override { return true; }
  TransformStatus FlushBatch(TaskContext& context, LocalState& local, Chunk& out) override;
  TransformStatus Flush(TaskContext& context, LocalState& local, Chunk& out) override;

 private:
  struct Local;

  bool GiveGroups(TaskContext& context, Local& local, Chunk& out);
  bool HasRoom(Local& local, uint32_t rows) const;
  KeyBorders::Range NoteGroups(Local& local) const;
  void Close(Local& local) const;
  void AddUnknown(TaskContext& context, Local& local, const GroupInput& input, RowSet rows);
  void Charge(Local& local);
  int64_t MostOfTable() const;
  void HandOver(Local& local);

  std::shared_ptr<HashAggregate> rest_;
  size_t key_;
  KeyBorders borders_;
  std::atomic<uint64_t> groups_{0};
  std::atomic<uint64_t> batches_{0};
};

}  // namespace lakebolt
