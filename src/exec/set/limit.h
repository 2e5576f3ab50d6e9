#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "exec/operator.h"

namespace lakebolt {

/// Passes rows `offset .. offset + limit`, counted over all workers in the order in which chunks
/// arrive. Behind a sort its pipeline has one worker, so the order is the sort's.
class Limit final : public Transform {
 public:
  Limit(std::optional<uint64_t> limit, uint64_t offset) : limit_(limit), offset_(offset) {}

  std::string Name() const override { return "LIMIT"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  TransformStatus Process(TaskContext& context, LocalState& local, Chunk& input,
                          Chunk& out) override;

 private:
  std::optional<uint64_t> limit_;
  uint64_t offset_;
  std::atomic<uint64_t> seen_{0};
};

}  // namespace lakebolt
