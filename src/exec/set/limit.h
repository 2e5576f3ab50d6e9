#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "exec/operator.h"

namespace lakebolt {

/// Passes rows `offset .. offset + limit`, in the order of the batches they stem from, so that the
/// same rows come each time: a worker that is ahead of another waits until that one has left the
/// batches before. Of very many rows any are taken instead.
class Limit final : public Transform {
 public:
  Limit(std::optional<uint64_t> limit, uint64_t offset);

  std::string Name() const override { return "LIMIT"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  void StartBatch(LocalState& local, uint64_t batch) override;
  TransformStatus Process(TaskContext& context, LocalState& local, Chunk& input,
                          Chunk& out) override;
  TransformStatus Flush(TaskContext& context, LocalState& local, Chunk& out) override;

 private:
  struct Local;

  /// Tells whether a chunk has to wait for rows of earlier batches; then its task is woken later.
  bool HasToWait(TaskContext& context, const Local& local);
  /// Moves a worker to another batch, or away.
  void Move(Local& local, std::optional<uint64_t> to);

  uint64_t offset_;
  uint64_t end_;           // of the rows that are passed
  uint64_t ordered_rows_;  // so many first rows count in order
  std::mutex mutex_;
  uint64_t seen_ = 0;
  std::multiset<uint64_t> active_;              // one batch a worker
  std::vector<std::function<void()>> waiting_;  // for the least of them to change
};

}  // namespace lakebolt
